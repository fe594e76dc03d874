import { afterAll, expect, test } from "vitest";
import { charge, expanded, givenAccount, givenCard, givenFunds, givenSandbox, refusal } from "./stripe-sandbox.ts";

const sandbox = await givenSandbox();
const { stripe, control } = sandbox;
afterAll(() => sandbox.done());
await givenFunds(sandbox);

const available = async () => (await stripe.balance.retrieve()).available.find((one) => one.currency === "usd")!.amount;

async function givenCharge(number: string, amount = 10_000, of = sandbox) {
  const intent = await charge(of.stripe, await givenCard(of, number), amount);
  return expanded(intent.latest_charge).id;
}

test("a refund asked for twice under one key is one refund", async () => {
  const id = await givenCharge("4000000000000077");
  const ask = () =>
    stripe.refunds.create({ charge: id, amount: 2_500, metadata: { creditNote: "CN-1" } }, { idempotencyKey: "r1" });
  const [first, second] = [await ask(), await ask()];
  expect(second.id).toBe(first.id);
  expect((await stripe.charges.retrieve(id)).amount_refunded).toBe(2_500);
  const other = await refusal(stripe.refunds.create({ charge: id, amount: 2_501 }, { idempotencyKey: "r1" }));
  expect(other.type).toBe("StripeIdempotencyError");
  const noted = await stripe.refunds.update(first.id, { metadata: { seenBy: "finance" } });
  expect(noted.metadata).toEqual({ creditNote: "CN-1", seenBy: "finance" });
  expect((await refusal(stripe.refunds.create({ charge: id, amount: 7_501 }))).code).toBe("invalid_charge_amount");
});

test("a pending refund succeeds on the next business day", async () => {
  const own = await givenSandbox();
  await givenFunds(own);
  const id = await givenCharge("4000000000007726", 10_000, own);
  const refund = await own.stripe.refunds.create({ charge: id, amount: 4_000 });
  expect(refund).toMatchObject({ status: "pending", pending_reason: "processing", amount: 4_000 });
  // The money is taken when the refund is made.
  const [taken] = (await own.stripe.balanceTransactions.list({ source: refund.id })).data;
  expect(taken).toMatchObject({ amount: -4_000, type: "refund", reporting_category: "refund" });
  own.control.setClock("2026-11-16T23:59:59Z");
  expect((await own.stripe.refunds.retrieve(refund.id)).status).toBe("pending");
  own.control.setClock("2026-11-17T00:00:00Z");
  expect((await own.stripe.refunds.retrieve(refund.id)).status).toBe("succeeded");
  const events = await own.stripe.events.list({ types: ["refund.*", "charge.refunded", "charge.refund.updated"] });
  expect(events.data.map((event) => event.type).reverse()).toEqual([
    "refund.created",
    "charge.refunded",
    "refund.updated",
    "charge.refund.updated",
  ]);
  expect(own.judge.faults()).toEqual([]);
  await own.done();
});

test("a refund that the holder's bank sends back fails, and its money is on the balance again", async () => {
  const id = await givenCharge("4000000000005126");
  control.setClock("2026-11-18T00:00:00Z");
  const before = await available();
  const refund = await stripe.refunds.create({ charge: id });
  expect(refund.status).toBe("succeeded");
  expect(await available()).toBe(before - 10_000);
  expect((await stripe.charges.retrieve(id)).refunded).toBe(true);
  control.setClock("2026-11-20T00:00:00Z");
  const failed = await stripe.refunds.retrieve(refund.id, { expand: ["failure_balance_transaction"] });
  expect(failed).toMatchObject({
    status: "failed",
    failure_reason: "expired_or_canceled_card",
    failure_balance_transaction: { amount: 10_000, fee: 0, type: "refund_failure", reporting_category: "refund_failure" },
  });
  expect(await available()).toBe(before);
  expect(await stripe.charges.retrieve(id)).toMatchObject({ refunded: false, amount_refunded: 0 });
  const both = await stripe.balanceTransactions.list({ source: refund.id });
  expect(both.data.map((one) => [one.type, one.net])).toEqual([
    ["refund_failure", 10_000],
    ["refund", -10_000],
  ]);
  const events = await stripe.events.list({ types: ["refund.failed", "refund.updated"] });
  expect(
    events.data.filter((event) => (event.data.object as { id: string }).id === refund.id).map((event) => event.type),
  ).toEqual(["refund.updated", "refund.failed"]);
  // It can be tried again.
  expect((await stripe.refunds.create({ charge: id, amount: 9_999 })).status).toBe("succeeded");
});

test("a transfer is reversed in parts, never above what is left of it", async () => {
  const agent = await givenAccount(sandbox, "us");
  const transfer = await stripe.transfers.create({ amount: 9_000, currency: "usd", destination: agent });
  const first = await stripe.transfers.createReversal(transfer.id, { amount: 2_000, metadata: { why: "refund" } });
  expect(first).toMatchObject({ amount: 2_000, transfer: transfer.id, metadata: { why: "refund" } });
  expect((await refusal(stripe.transfers.createReversal(transfer.id, { amount: 7_001 }))).param).toBe("amount");
  // What the agent has been paid out cannot be taken back.
  await stripe.payouts.create({ amount: 3_000, currency: "usd" }, { stripeAccount: agent });
  expect((await refusal(stripe.transfers.createReversal(transfer.id))).code).toBe("balance_insufficient");
  await stripe.transfers.createReversal(transfer.id, { amount: 4_000 });
  expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({ amount_reversed: 6_000, reversed: false });
  const back = await stripe.balanceTransactions.list({ source: first.id });
  expect(back.data).toMatchObject([{ amount: 2_000, type: "transfer_refund", reporting_category: "transfer_reversal" }]);
});

test("everything this file asked and got is as Stripe describes it, and the books add up", () => {
  expect(sandbox.judge.faults()).toEqual([]);
  expect(Object.values(sandbox.books()).every((sum) => sum === 0)).toBe(true);
});
