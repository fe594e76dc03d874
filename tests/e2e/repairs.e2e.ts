import { expect, expectAccessible, moveClock, open, personAt, stripeOrigin, test } from "./walk.ts";

/** What goes wrong with money and is put right in a browser: pay that a bank sent back, and money that nobody posted. */
test.describe.configure({ mode: "serial" });

const stripeKey = { authorization: "Bearer sk_test_sandbox" };

test("pay that the bank sent back: the agent gives another account, and it goes again and arrives", async ({ browser }) => {
  const { page, complaints, context } = await personAt(browser, "andrea.reyes.ph0@agents.demo");
  await open(page, "/agent/earnings");
  await expectAccessible(page);
  await page.locator("main tr", { hasText: "Came back" }).locator("a[href^='/agent/payouts/']").first().click();
  await page.waitForURL(/\/agent\/payouts\/[0-9a-f-]{36}$/);
  const failed = new URL(page.url()).pathname;
  await expect(page.locator("main")).toContainText("Your bank did not take it");
  await expectAccessible(page);
  await page.locator("main a[href='/agent/payout-account']").first().click();
  await page.waitForURL(/\/agent\/payout-account$/);
  await page.locator('button[name="intent"][value="onboard"]').first().click();
  await page.waitForURL((url) => url.pathname !== "/agent/payout-account");
  await page.locator("#given_name").fill("Andrea");
  await page.locator("#surname").fill("Reyes");
  await page.locator('input[name="bank"][value="works"]').check();
  await page.locator('button[type="submit"]').first().click();
  await page.waitForURL(/\/agent\/payout-account/);
  // A new bank account may be used three days later; then the next pay day takes what came back.
  await moveClock(page, "week");
  await moveClock(page, "week");
  await expect(async () => {
    await open(page, failed);
    await page.locator("main a[href^='/agent/payouts/']").first().click({ timeout: 2000 });
    await page.waitForURL((url) => url.pathname !== failed, { timeout: 2000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.locator("main header")).toContainText("In the bank");
  await expect(page.locator("main")).toContainText(/\d PHP/);
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
});

test("money that nobody posted becomes a case, has an owner, and is closed by a posting", async ({ browser }) => {
  const stripe = await stripeOrigin(browser);
  const { page, complaints, context } = await personAt(browser, "finance@deskhand.demo");
  // Somebody sent money to an agent's account by hand, in Stripe's dashboard.
  const { data } = (await (await page.request.get(`${stripe}/v1/transfers?limit=1`, { headers: stripeKey })).json()) as {
    data: { destination: string }[];
  };
  const form = { amount: "321", currency: "usd", destination: data[0]!.destination };
  const made = await page.request.post(`${stripe}/v1/transfers`, { headers: stripeKey, form });
  expect(made.status()).toBe(200);
  const { id: transfer } = (await made.json()) as { id: string };
  // No event of ours is late for more than a day: after that the nightly reconciliation calls it a break.
  for (let day = 0; day < 3; day++) await moveClock(page, "day");
  await open(page, "/desk/finance/cases");
  await expectAccessible(page);
  await page.locator("main a[href^='/desk/finance/cases/']", { hasText: transfer }).first().click();
  await page.waitForURL(/\/desk\/finance\/cases\/[0-9a-f-]{36}$/);
  await expect(page.locator("main")).toContainText(transfer);
  await expectAccessible(page);

  await page.locator('[name="ownerId"]').selectOption({ index: 1 });
  await page.locator('form:has([name="ownerId"]) button').click();
  await page.locator('[name="text"]').fill("Sent by hand in Stripe's dashboard; the agent keeps it.");
  await page.locator('form:has([name="text"]) button').click();
  await expect(page.locator("main ol").last()).toContainText("the agent keeps it");
  await page.locator('[name="debit"]').selectOption("platform:write_offs:USD");
  await page.locator('[name="reason"]').fill("Goodwill, sent by hand.");
  await page.locator('form:has([name="debit"]) button').click();
  await expect(page.locator('[name="debit"]')).toHaveCount(0);
  await page.locator("main a[href^='/desk/finance/transactions/']").first().click();
  await page.waitForURL(/\/desk\/finance\/transactions\//);
  await expect(page.locator("main")).toContainText("3.21");
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
});
