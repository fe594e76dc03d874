import { afterAll, expect, test } from "vitest";
import { charge, expanded, givenAccount, givenCard, givenSandbox, keepAll, refusal } from "./stripe-sandbox.ts";

const sandbox = await givenSandbox();
const { stripe, control } = sandbox;
afterAll(() => sandbox.done());
await keepAll(stripe);

const available = async (currency = "usd") =>
  (await stripe.balance.retrieve()).available.find((one) => one.currency === currency)!.amount;

test("a top-up lands a day later", async () => {
  const topup = await stripe.topups.create({
    amount: 250_000,
    currency: "usd",
    description: "Payday",
    metadata: { week: "2026-W46" },
    statement_descriptor: "Top-up",
  });
  expect(topup).toMatchObject({
    status: "pending",
    balance_transaction: null,
    expected_availability_date: Date.parse("2026-11-17T12:00:00Z") / 1000,
  });
  expect(await available()).toBe(0);
  control.setClock("2026-11-17T12:00:01Z");
  const landed = await stripe.topups.retrieve(topup.id, { expand: ["balance_transaction"] });
  expect(landed).toMatchObject({
    status: "succeeded",
    metadata: { week: "2026-W46" },
    balance_transaction: { amount: 250_000, fee: 0, type: "topup", reporting_category: "topup", source: topup.id },
  });
  expect(await available()).toBe(250_000);
});

test("at once with the descriptor for it, never from a bank account that does not exist, and not when it was cancelled", async () => {
  const soon = await stripe.topups.create({ amount: 1_000, currency: "eur", statement_descriptor: "AT ONCE" });
  expect(soon.status).toBe("succeeded");
  expect(await available("eur")).toBe(1_000);
  const fails = await stripe.topups.create({ amount: 700, currency: "usd", source: "btok_us_verified_noAccount" });
  const cancelled = await stripe.topups.create({ amount: 800, currency: "usd" });
  expect((await stripe.topups.cancel(cancelled.id)).status).toBe("canceled");
  expect((await refusal(stripe.topups.cancel(cancelled.id))).message).toContain("canceled");
  control.setClock("2026-11-18T12:00:02Z");
  expect(await stripe.topups.retrieve(fails.id)).toMatchObject({ status: "failed", failure_code: "no_account" });
  expect(await available()).toBe(250_000);
  expect((await stripe.topups.list({ status: "failed" })).data.map((one) => one.id)).toEqual([fails.id]);
  expect((await stripe.topups.list({ amount: { gte: 800 } })).data).toHaveLength(3);
  const events = await stripe.events.list({ types: ["topup.*"] });
  expect(events.data.map((event) => event.type).reverse()).toEqual([
    "topup.created",
    "topup.succeeded",
    "topup.created",
    "topup.succeeded",
    "topup.created",
    "topup.created",
    "topup.canceled",
    "topup.failed",
  ]);
});

test.for([
  { given: { amount: 0, currency: "usd" }, param: "amount" },
  { given: { amount: 100, currency: "brl" }, param: "currency" },
  { given: { amount: 100, currency: "usd", statement_descriptor: "much too long for it" }, param: "statement_descriptor" },
])("a top-up is refused: $given", async ({ given, param }) => {
  expect((await refusal(stripe.topups.create(given))).param).toBe(param);
});

test("balance transactions are found by source, payout, type, currency and time, page by page", async () => {
  const own = await givenSandbox();
  await own.stripe.balanceSettings.update({ payments: { payouts: { minimum_balance_by_currency: { eur: 1_000_000 } } } });
  const card = await givenCard(own, "4000000000000077");
  const first = await charge(own.stripe, card, 10_000);
  for (const amount of [20_000, 30_000, 40_000]) await charge(own.stripe, card, amount);
  await charge(own.stripe, card, 5_000, "eur");
  const list = own.stripe.balanceTransactions;
  const from = (await list.retrieve(expanded(expanded(first.latest_charge).balance_transaction).id)).created;
  // 10000 - 320, 20000 - 610, 30000 - 900, 40000 - 1190.
  own.control.setClock("2026-11-17T00:00:00Z");
  await own.stripe.balanceSettings.update({ payments: { payouts: { minimum_balance_by_currency: { usd: 0 } } } });
  own.control.setClock("2026-11-18T00:00:01Z");
  const payout = (await own.stripe.payouts.list()).data.find((one) => one.currency === "usd")!;
  expect(payout).toMatchObject({ amount: 96_980, automatic: true, reconciliation_status: "completed" });
  const paid = (await list.list({ payout: payout.id })).data;
  expect(paid.map((one) => one.type)).toEqual(["payout", "charge", "charge", "charge", "charge"]);
  expect(paid.reduce((sum, one) => sum + one.net, 0)).toBe(0);
  expect((await list.list({ source: payout.id })).data).toMatchObject([{ net: -96_980, type: "payout" }]);
  expect((await list.list({ currency: "eur" })).data.map((one) => one.net)).toEqual([4_825]);
  const [one, two] = [await list.list({ type: "charge", limit: 2 }), { type: "charge", limit: 2 }];
  expect(one.has_more).toBe(true);
  const next = await list.list({ ...two, starting_after: one.data[1]!.id });
  expect(next.data.map((each) => each.amount)).toEqual([30_000, 20_000]);
  const back = await list.list({ ...two, ending_before: next.data[0]!.id });
  expect(back.data.map((each) => each.id)).toEqual(one.data.map((each) => each.id));
  expect(back.has_more).toBe(false);
  expect((await list.list({ created: { gt: from + 3_600 } })).data.map((each) => each.type)).toEqual(["payout"]);
  expect((await list.list({ created: { lt: from } })).data).toEqual([]);
  const events = await own.stripe.events.list({ type: "payout.reconciliation_completed" });
  expect(events.data.map((event) => (event.data.object as { id: string }).id)).toEqual([payout.id]);
  expect(own.judge.faults()).toEqual([]);
  await own.done();
});

test("a restricted account is not paid out, and gets its transfers no more", async () => {
  const agent = await givenAccount(sandbox, "us");
  await stripe.transfers.create({ amount: 5_000, currency: "usd", destination: agent });
  control.restrictAccount(agent);
  const connected = { stripeAccount: agent };
  expect((await refusal(stripe.payouts.create({ amount: 5_000, currency: "usd" }, connected))).code).toBe("payouts_not_allowed");
  const transfer = await refusal(stripe.transfers.create({ amount: 5_000, currency: "usd", destination: agent }));
  expect(transfer.code).toBe("insufficient_capabilities_for_transfer");
});

test("everything this file asked and got is as Stripe describes it, and the books add up", () => {
  expect(sandbox.judge.faults()).toEqual([]);
  expect(Object.values(sandbox.books()).every((sum) => sum === 0)).toBe(true);
});
