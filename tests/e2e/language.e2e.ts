import { expect, personAt, test } from "./walk.ts";

test("who reads Portuguese reads it on the first page after signing in at an English one, and on what follows", async ({
  browser,
}) => {
  const { page, context, complaints } = await personAt(browser, "marta.oliveira.pt0@agents.demo", { locale: "en-GB" });
  await page.waitForURL("**/agent");
  await expect(page.locator("html")).toHaveAttribute("lang", "pt-BR");
  await expect(page.locator('a[href="/agent/shifts"]').first()).toHaveText(/Turnos/);
  await page.locator('a[href="/agent/shifts"]').first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/turnos/i);
  expect(complaints).toEqual([]);
  await context.close();
});
