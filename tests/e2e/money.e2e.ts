import type { Page } from "@playwright/test";
import { address, expect, expectAccessible, open, personAt, test } from "./walk.ts";

/** What people do about money in a browser: a card that the bank asks about, an invoice on terms, a break, a month, a cent followed both ways. */
test.describe.configure({ mode: "serial" });

/** Fills in the sandbox's hosted card form; a bank's question on the way is answered with yes. */
async function payWithCard(page: Page, number?: string): Promise<void> {
  if (number) await page.locator("#number").fill(number);
  await page.locator("#name").fill("Test Holder");
  await page.locator('button[type="submit"]').first().click();
  await page.waitForLoadState();
}
async function sayYes(page: Page): Promise<void> {
  await page.locator('button[name="challenge"][value="pass"]').click();
  await page.waitForLoadState();
}

/** Where the local Stripe listens, as its hosted pages tell. */
let stripe = "";

test("a business pays ahead with a card whose bank wants to see the payer: no is no, yes is credit", async ({ browser }) => {
  const { page, complaints, context } = await personAt(browser, "finance@lumen.demo");
  await open(page, "/business/cards");
  await page.locator('button[name="intent"][value="add"]').first().click();
  await page.waitForURL((url) => url.port !== new URL(address("/")).port);
  stripe = new URL(page.url()).origin;
  await payWithCard(page, "4000002760003184");
  if (await page.locator('button[name="challenge"]').count()) await sayYes(page);
  await page.waitForURL(address("/business/cards"));
  await expect(page.locator("main")).toContainText("3184");
  const pay = async (answer: "pass" | "fail") => {
    await open(page, "/business/credit");
    await page.locator('[name="amount"]').fill("25.00");
    const card = await page.locator('[name="cardId"] option', { hasText: "3184" }).getAttribute("value");
    await page.locator('[name="cardId"]').selectOption(card!);
    await page.locator('form:has([name="amount"]) button').last().click();
    await page.locator(`button[name="challenge"][value="${answer}"]`).click();
    await page.waitForURL((url) => url.pathname === "/business/credit");
  };
  await open(page, "/business/credit");
  const before = await page.locator("main").innerText();
  await pay("fail");
  await pay("pass");
  await expect(async () => {
    await open(page, "/business/credit");
    expect(await page.locator("main").innerText()).not.toBe(before);
    await expect(page.locator("main")).toContainText(/25[.,]00/);
  }).toPass({ timeout: 30_000 });
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
});

test("a business on terms pays its invoice on Stripe's page, and the bill says so", async ({ browser }) => {
  const { page, complaints, context } = await personAt(browser, "finance@northwind.demo");
  await open(page, "/business/bills?state=invoiced");
  await page.locator('main a[href^="/business/bills/"]').first().click();
  await page.waitForURL(/\/business\/bills\/[0-9a-f-]{36}$/);
  await expectAccessible(page);
  const bill = page.url();
  await page.locator('main a[href*="/i/"]').first().click();
  await page.waitForURL(/\/i\/in_/);
  await payWithCard(page);
  await expect(page.locator("body")).toContainText("is paid");
  await expect(async () => {
    await open(page, new URL(bill).pathname);
    await expect(page.locator("main header")).toContainText("Paid", { timeout: 1000 });
  }).toPass({ timeout: 60_000 });
  const document = await page.locator('main a[href*="/resources/document-pdf/"]').first().getAttribute("href");
  const pdf = await page.request.get(address(document!));
  expect([pdf.status(), pdf.headers()["content-type"], (await pdf.body()).subarray(0, 5).toString()]).toEqual([
    200,
    "application/pdf",
    "%PDF-",
  ]);
  expect(complaints).toEqual([]);
  await context.close();
});

test("finance finds money that nobody posted; a month is closed for good", async ({ browser }) => {
  const { page, complaints, context } = await personAt(browser, "finance@deskhand.demo");
  // Somebody sent money to an agent's account by hand, in Stripe's dashboard.
  const headers = { authorization: "Bearer sk_test_sandbox" };
  const sent = (await (await page.request.get(`${stripe}/v1/transfers?limit=1`, { headers })).json()) as {
    data: { destination: string }[];
  };
  const made = await page.request.post(`${stripe}/v1/transfers`, {
    headers,
    form: { amount: "123", currency: "usd", destination: sent.data[0]!.destination },
  });
  expect(made.status()).toBe(200);
  const { id: transfer } = (await made.json()) as { id: string };
  await open(page, "/desk/finance/reconciliation");
  await page.locator('form:has([name="from"]) button').last().click();
  await page.waitForURL(/\/desk\/finance\/reconciliation\/[0-9a-f-]{36}$/);
  await expect(page.locator("main")).toContainText(transfer, { timeout: 60_000 });
  await expectAccessible(page);
  // A webhook of it might still come: it is named, and becomes a case when none has come in time.
  await open(page, "/desk/finance/cases");
  await expectAccessible(page);

  await open(page, "/desk/finance/months");
  const months = page.locator('main a[href^="/desk/finance/months/"]');
  await months.last().click();
  await page.waitForURL(/\/desk\/finance\/months\/\d{4}-\d{2}$/);
  await expectAccessible(page);
  await page.locator('[name="note"]').fill("Compared with the bank's statement, nothing open.");
  await page.locator('form:has([name="note"]) button').last().click();
  await expect(page.locator('[name="note"]')).toHaveCount(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test("a cent is followed from the bank down to the segment, and up again", async ({ browser }) => {
  const { page, complaints, context } = await personAt(browser, "finance@deskhand.demo");
  await open(page, "/desk/finance/payouts?state=paid");
  await page.locator('main a[href^="/desk/finance/payouts/"]').first().click();
  await page.waitForURL(/\/desk\/finance\/payouts\/[0-9a-f-]{36}$/);
  const payout = page.url().split("/").at(-1)!;
  await open(page, `/desk/finance/trace/payouts/${payout}`);
  await expect(page.locator("main svg:has(#trace-arrow)")).toBeVisible();
  await expectAccessible(page);
  const sheet = page.locator('main a[href*="/trace/timesheets/"]').first();
  await sheet.click();
  await page.waitForURL(/\/trace\/timesheets\//);
  await expect(page.locator(`main a[href*="${payout}"]`).first()).toBeVisible();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
});
