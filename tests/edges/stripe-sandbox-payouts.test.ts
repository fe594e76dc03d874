import { expect, test } from "vitest";
import type { BankBehaviour } from "#app/edges/stripe/sandbox/test-banks.ts";
import { charge, givenAccount, givenCard, givenFunds, givenSandbox, refusal } from "./stripe-sandbox.ts";

async function givenPaidAgent(country = "de", bank: BankBehaviour = "works") {
  const sandbox = await givenSandbox();
  await givenFunds(sandbox);
  const account = await givenAccount(sandbox, country, bank);
  await sandbox.stripe.transfers.create({ amount: 10_000, currency: "usd", destination: account });
  const connected = { stripeAccount: account };
  const available = async () => (await sandbox.stripe.balance.retrieve({}, connected)).available[0]!.amount;
  return { ...sandbox, account, connected, available };
}

test("a payout leaves the balance at once and is paid on the second business day", async () => {
  const { stripe, control, connected, available, ...sandbox } = await givenPaidAgent();
  const payout = await stripe.payouts.create({ amount: 8_714, currency: "eur", metadata: { payoutId: "p1" } }, connected);
  expect(payout).toMatchObject({ status: "pending", automatic: false, arrival_date: Date.parse("2026-11-18T00:00:00Z") / 1000 });
  expect(await available()).toBe(0);
  control.setClock("2026-11-17T23:59:59Z");
  expect((await stripe.payouts.retrieve(payout.id, {}, connected)).status).toBe("pending");
  control.setClock("2026-11-18T00:00:00Z");
  expect((await stripe.payouts.retrieve(payout.id, {}, connected)).status).toBe("paid");
  const events = await stripe.events.list({ types: ["payout.created", "payout.paid"] }, connected);
  expect(events.data.map((event) => [event.type, event.account])).toEqual([
    ["payout.paid", connected.stripeAccount],
    ["payout.created", connected.stripeAccount],
  ]);
  expect((await stripe.events.list({ type: "payout.paid" })).data).toEqual([]);
  expect((await refusal(stripe.payouts.retrieve(payout.id))).code).toBe("resource_missing");
  expect(sandbox.judge.faults()).toEqual([]);
  await sandbox.done();
});

test.for([
  { bank: "fails" as const, failsAt: "2026-11-18T00:00:00Z", paidFirst: false },
  { bank: "fails_late" as const, failsAt: "2026-11-20T00:00:00Z", paidFirst: true },
])("a bank that $bank sends the money back and is disabled until it is updated", async ({ bank, failsAt, paidFirst }) => {
  const { stripe, control, account, connected, available, ...sandbox } = await givenPaidAgent("de", bank);
  const payout = await stripe.payouts.create({ amount: 5_000, currency: "eur" }, connected);
  control.setClock(new Date(Date.parse(failsAt) - 1000));
  expect((await stripe.payouts.retrieve(payout.id, {}, connected)).status).toBe(paidFirst ? "paid" : "pending");
  control.setClock(failsAt);
  const failed = await stripe.payouts.retrieve(payout.id, { expand: ["failure_balance_transaction"] }, connected);
  expect(failed).toMatchObject({
    status: "failed",
    failure_code: "account_closed",
    failure_balance_transaction: { amount: 5_000, type: "payout_failure" },
  });
  expect(await available()).toBe(8_714);
  const types = (await stripe.events.list({ types: ["payout.*"] }, connected)).data.map((event) => event.type);
  expect(types).toEqual(["payout.failed", ...(paidFirst ? ["payout.paid"] : []), "payout.created"]);
  expect((await refusal(stripe.payouts.create({ amount: 5_000, currency: "eur" }, connected))).code).toBe(
    "bank_account_unusable",
  );
  control.completeOnboarding(account, { bank: "works" });
  expect((await stripe.payouts.create({ amount: 5_000, currency: "eur" }, connected)).status).toBe("pending");
  expect(sandbox.judge.faults()).toEqual([]);
  await sandbox.done();
});

test.for([
  { bank: "fails_no_account", code: "no_account" },
  { bank: "fails_insufficient_funds", code: "insufficient_funds" },
  { bank: "fails_not_authorized", code: "debit_not_authorized" },
  { bank: "fails_currency", code: "invalid_currency" },
] as const)("$bank: the payout fails before it is paid, with $code", async ({ bank, code }) => {
  const { stripe, control, connected, available, ...sandbox } = await givenPaidAgent("us", bank);
  const payout = await stripe.payouts.create({ amount: 10_000, currency: "usd" }, connected);
  control.setClock("2026-11-18T00:00:00Z");
  expect(await stripe.payouts.retrieve(payout.id, {}, connected)).toMatchObject({ status: "failed", failure_code: code });
  expect(await available()).toBe(10_000);
  await sandbox.done();
});

test("a bank account that no payout can be made to refuses at once, and no money moves", async () => {
  const { stripe, connected, available, ...sandbox } = await givenPaidAgent("us", "refused");
  const error = await refusal(stripe.payouts.create({ amount: 10_000, currency: "usd" }, connected));
  expect(error).toMatchObject({ code: "bank_account_unusable", param: "destination", statusCode: 400 });
  expect(await available()).toBe(10_000);
  expect((await stripe.payouts.list({}, connected)).data).toEqual([]);
  await sandbox.done();
});

test("a payout is refused without the money, the currency or whole units", async () => {
  const { stripe, connected, ...sandbox } = await givenPaidAgent("hu");
  const ask = (amount: number, currency: string) => refusal(stripe.payouts.create({ amount, currency }, connected));
  expect((await ask(99_000_000, "huf")).code).toBe("balance_insufficient");
  expect((await ask(1_000, "usd")).code).toBe("payouts_not_allowed");
  expect((await ask(150_050, "huf")).param).toBe("amount");
  expect((await stripe.payouts.create({ amount: 150_000, currency: "huf" }, connected)).amount).toBe(150_000);
  await sandbox.done();
});

test("the platform's balance is swept to its bank every day, down to the minimum balance", async () => {
  const sandbox = await givenSandbox();
  const { stripe, control } = sandbox;
  const card = await givenCard(sandbox);
  await stripe.balanceSettings.update({ payments: { payouts: { minimum_balance_by_currency: { usd: 50_000 } } } });
  await charge(stripe, card, 100_000);
  await charge(stripe, card, 10_000, "eur");
  control.setClock("2026-11-18T06:00:00Z");
  const [usd, eur] = ["usd", "eur"].map((currency) => (payout: { currency: string }) => payout.currency === currency);
  const payouts = (await stripe.payouts.list()).data;
  // 100000 - 2930 = 97070 net, of which 50000 stay; 10000 - 320 in euro, all of it.
  expect(payouts.find(usd!)).toMatchObject({
    amount: 47_070,
    automatic: true,
    status: "pending",
    reconciliation_status: "completed",
  });
  expect(payouts.find(eur!)).toMatchObject({ amount: 9_680 });
  const listed = (await stripe.balanceTransactions.list({ payout: payouts.find(usd!)!.id })).data;
  expect(listed.map((one) => [one.type, one.net]).sort()).toEqual([
    ["charge", 97_070],
    ["payout", -47_070],
    ["payout_minimum_balance_hold", -50_000],
  ]);
  // The next charge is paid out together with the release of what was held.
  await stripe.balanceSettings.update({ payments: { payouts: { minimum_balance_by_currency: { usd: 0 } } } });
  control.setClock("2026-11-19T06:00:00Z");
  const next = (await stripe.payouts.list()).data.filter(usd!)[0]!;
  expect(next.amount).toBe(50_000);
  const released = (await stripe.balanceTransactions.list({ payout: next.id })).data;
  expect(released.map((one) => one.type).sort()).toEqual(["payout", "payout_minimum_balance_release"]);
  control.setClock("2026-11-30T00:00:00Z");
  expect((await stripe.payouts.list()).data.map((payout) => payout.status)).toEqual(["paid", "paid", "paid"]);
  expect(sandbox.judge.faults()).toEqual([]);
  await sandbox.done();
});

test("with its schedule on manual nothing is swept", async () => {
  const { stripe, control, connected, available, ...sandbox } = await givenPaidAgent();
  await stripe.balanceSettings.update({ payments: { payouts: { schedule: { interval: "manual" } } } });
  control.setClock("2026-12-16T00:00:00Z");
  expect(await available()).toBe(8_714);
  expect((await stripe.payouts.list()).data).toEqual([]);
  expect((await stripe.balanceSettings.retrieve({}, connected)).payments.payouts?.schedule?.interval).toBe("manual");
  await sandbox.done();
});
