import { address, expect, expectAccessible, expectNoSidewaysScroll, open, personAt, test } from "./walk.ts";

test("a planner publishes a week, an agent gives a shift back without JavaScript, a colleague takes it on a phone", async ({
  browser,
}) => {
  const planner = await personAt(browser, "manager@northwind.demo");
  const week = await thisWeek(planner.page);
  // Five weeks ahead, where the demo has planned nothing.
  const monday = new Date(Date.parse(week) + 35 * 86_400_000).toISOString().slice(0, 10);
  await open(planner.page, `/business/shifts?week=${monday}`);
  await planner.page.getByRole("button", { name: "Propose shifts" }).click();
  await expect(planner.page.getByText(/Drafts proposed: \d+/)).toBeVisible();
  await expectAccessible(planner.page);
  await planner.page.getByRole("button", { name: /Publish drafts/ }).click();
  await expect(planner.page.getByText(/Shifts published: \d+/)).toBeVisible();

  const agent = await personAt(browser, "katharina.gruber.at0@agents.demo");
  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await agent.context.storageState() });
  const page = await plain.newPage();
  await page.goto(address(`/agent/shifts?week=${monday}`));
  await page.locator("main a[href^='/agent/shifts/']").first().click();
  await page.waitForURL(/\/agent\/shifts\/[0-9a-f-]{36}$/);
  await page.locator("main details summary").click();
  await page.locator("main details[open] button").click();
  await page.waitForURL(/\/agent\/shifts$/);

  await planner.page.goto(address(`/business/shifts?week=${monday}`));
  await expect(planner.page.getByRole("link", { name: /Open/ }).first()).toBeVisible();
  await planner.page.getByRole("link", { name: /Open/ }).first().click();
  await expect(planner.page.getByText("Given back, with:")).toBeVisible();

  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const colleague = await personAt(browser, "chloe.tremblay.ca0@agents.demo", phone);
  const mine = colleague.page.locator("main a[href^='/agent/shifts/']");
  // Her week is full: she gives back that day's shift of her own, and then there is room for the other.
  await open(colleague.page, `/agent/shifts?week=${monday}`);
  const before = await mine.count();
  await mine.first().click();
  await colleague.page.getByText("Give the shift back").first().click();
  await colleague.page.locator("main details[open] button").click();
  await colleague.page.waitForURL(/\/agent\/shifts$/);
  await open(colleague.page, `/agent/shifts?week=${monday}`);
  await expect(mine).toHaveCount(before - 1);
  await expectNoSidewaysScroll(colleague.page);
  await expectAccessible(colleague.page);
  await colleague.page.locator("main form:has(input[value=claim])").first().getByRole("button").click();
  await expect(mine).toHaveCount(before);
  await colleague.context.close();
  expect([...colleague.complaints, ...planner.complaints, ...agent.complaints]).toEqual([]);
  for (const { context } of [planner, agent]) await context.close();
  await plain.close();
});

/** The Monday that the page of shifts opens with: its own link for the file names it. */
async function thisWeek(page: import("@playwright/test").Page): Promise<string> {
  await open(page, "/business/shifts");
  const href = await page.locator("a[href*='shifts-csv']").getAttribute("href");
  return new URL(href!, "http://x").searchParams.get("week")!;
}
