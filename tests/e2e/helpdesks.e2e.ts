import { createHmac } from "node:crypto";
import { address, expect, expectAccessible, expectNoSidewaysScroll, open, personAt, test } from "./walk.ts";

/** A manager connects a helpdesk by its webhook and by a log, and reads in figures, tickets and the diary what was told. */
const log = [
  "case_id,activity,resource,completed_at",
  "Case 1,Insert ticket,desk,2026-03-02 08:50:00",
  "Case 1,Take in charge ticket,ana,2026-03-02 09:00:00",
  "Case 1,Resolve ticket,ana,2026-03-02 09:30:00",
  "Case 2,Resolve ticket,ana,2026-03-29 02:30:00",
];

test("a log with a faulty line is named by its line, put right, imported, and its tickets are read", async ({ browser }) => {
  const { page, complaints, context } = await personAt(browser, "manager@northwind.demo");
  await open(page, "/business/helpdesks");
  await page.locator('input[name="name"]').fill("Log of the spring");
  await page.locator('input[name="kind"][value="log"]').check();
  await page.locator("main form button").last().click();
  await page.waitForURL(/\/business\/helpdesks\/[0-9a-f-]{36}$/);
  const upload = async (lines: string[]) => {
    await page.locator("main a[href*='/business/helpdesks/imports/new']").click();
    await page.waitForURL(/imports\/new/);
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "spring.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) });
    await page.locator('select[name="timeZone"]').selectOption("Europe/Rome");
    await expectAccessible(page);
    await page.locator("main form button").click();
    await page.waitForURL(/imports\/[0-9a-f-]{36}$/);
  };
  await upload(log);
  await expect(page.locator("main")).toContainText("Line 5: 2026-03-29 02:30:00 never was in this zone");
  await expect(page.locator("main")).not.toContainText("Import 4 rows");
  await expectAccessible(page);
  await page.locator("main header a").first().click();
  await page.waitForURL(/\/business\/helpdesks\/[0-9a-f-]{36}$/);
  await upload(log.slice(0, 4));
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.locator('select[name="agents[0].contractId"]').selectOption({ index: 1 });
  await page.locator("main form button", { hasText: "Import 3 rows" }).click();
  await expect(page.locator("main")).toContainText("The log was read", { timeout: 60_000 });
  await open(page, "/business/metrics?week=2026-03-02&sort=solved&dir=desc");
  const first = page.locator("main tbody tr").first();
  const names = await page.locator("main thead th").allInnerTexts();
  const solved = first.locator("td").nth(names.findIndex((name) => name.startsWith("Solved")));
  await expect(solved).toContainText("1");
  await solved.locator("button").first().focus();
  await expect(page.getByRole("tooltip")).toContainText("Made of 1 event.");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  await first.locator("a").first().click();
  await page.locator("main a", { hasText: "Case 1" }).click();
  await expect(page.locator("main")).toContainText("First response after");
  await expect(page.locator("main aside")).toContainText("10 min");
  await expect(page.locator("main table")).toContainText("Outside recorded time");
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
});

test("a signed event of a live helpdesk is in the ticket at once, and a login finds its contract", async ({ browser }) => {
  const { page, complaints, context } = await personAt(browser, "manager@northwind.demo");
  await open(page, "/business/helpdesks");
  await page.locator("main a", { hasText: "Freshdesk of Northwind" }).click();
  await page.waitForURL(/\/business\/helpdesks\/[0-9a-f-]{36}$/);
  const path = new URL(page.url()).pathname;
  const secret = (await page.locator("main details code").first().textContent())!;
  const time = await page.request.get(address("/healthz")).then((answer) => new Date(answer.headers().date!));
  const body = JSON.stringify({
    events: [
      {
        id: `e2e-${time.getTime()}`,
        ticket: "E2E-1",
        kind: "replied",
        occurredAt: new Date(time.getTime() - 60_000),
        agent: "new.person",
      },
    ],
  });
  const at = Math.floor(time.getTime() / 1000);
  const v1 = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
  const send = (signature: string) =>
    page.request.post(address(path.replace("/business/", "/webhooks/")), {
      headers: { "Content-Type": "application/json", "Deskhand-Signature": signature },
      data: Buffer.from(body),
    });
  expect((await send(`t=${at},v1=${"0".repeat(64)}`)).status()).toBe(401);
  expect(await (await send(`t=${at},v1=${v1}`)).json()).toMatchObject({ accepted: 1 });
  expect(await (await send(`t=${at},v1=${v1}`)).json()).toMatchObject({ accepted: 0, duplicate: 1 });
  await open(page, `${path}?q=E2E-1`);
  await expect(page.locator("main")).toContainText("new.person");
  const row = page.locator("main tr", { hasText: "new.person" });
  await row.locator("select").selectOption({ index: 1 });
  await row.locator("button").click();
  await expect(row.locator("select")).not.toHaveValue("");
  await page.locator("main a", { hasText: "E2E-1" }).click();
  await expect(page.locator("main table")).toContainText("Replied");
  expect(complaints).toEqual([]);
  await context.close();
});
