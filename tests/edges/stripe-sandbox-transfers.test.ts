import { afterAll, describe, expect, test } from "vitest";
import {
  charge,
  expanded,
  givenAccount,
  givenCard,
  givenFunds,
  givenSandbox,
  keepAll,
  newAccount,
  refusal,
} from "./stripe-sandbox.ts";

const sandbox = await givenSandbox();
const { stripe, control } = sandbox;
afterAll(() => sandbox.done());

describe("a transfer", () => {
  // Rates of 2026-09-29 less 1%, six decimals; amounts rounded half up.
  test.for([
    { country: "us", currency: "usd", arrives: 10_000, local: "usd", rate: null },
    { country: "de", currency: "usd", arrives: 8_714, local: "eur", rate: 0.871423 },
    { country: "ie", currency: "eur", arrives: 10_000, local: "eur", rate: null },
    { country: "gb", currency: "usd", arrives: 7_478, local: "gbp", rate: 0.747834 },
    { country: "pl", currency: "eur", arrives: 43_294, local: "pln", rate: 4.329359 },
    { country: "no", currency: "gbp", arrives: 125_120, local: "nok", rate: 12.511979 },
    { country: "hu", currency: "usd", arrives: 3_202_272, local: "huf", rate: 320.227192 },
    { country: "is", currency: "usd", arrives: 1_193_600, local: "isk", rate: 119.358467 },
  ])("of 100.00 $currency arrives in $country as $arrives $local", async ({ country, currency, arrives, local, rate }) => {
    await givenFunds(sandbox, 20_000, currency);
    const account = await givenAccount(sandbox, country);
    const transfer = await stripe.transfers.create({
      amount: 10_000,
      currency,
      destination: account,
      expand: ["destination_payment.balance_transaction", "balance_transaction"],
    });
    expect(expanded(transfer.balance_transaction)).toMatchObject({
      type: "transfer",
      amount: -10_000,
      currency,
      source: transfer.id,
      status: "available",
    });
    const payment = expanded(transfer.destination_payment);
    expect(expanded(payment.balance_transaction)).toMatchObject({
      amount: arrives,
      currency: local,
      exchange_rate: rate,
      fee: 0,
      type: "payment",
    });
    // The same, read with the account's own eyes.
    const seen = await stripe.charges.retrieve(payment.id, { expand: ["balance_transaction"] }, { stripeAccount: account });
    expect(expanded(seen.balance_transaction)).toMatchObject({ amount: arrives, exchange_rate: rate });
    expect((await stripe.balance.retrieve({}, { stripeAccount: account })).available).toMatchObject([
      { amount: arrives, currency: local },
    ]);
  });

  test("takes available funds only: pending ones do not count", async () => {
    const own = await givenSandbox();
    await keepAll(own.stripe);
    const account = await givenAccount(own, "us");
    await charge(own.stripe, await givenCard(own), 10_000);
    const give = () =>
      own.stripe.transfers.create({ amount: 9_680, currency: "usd", destination: account }, { maxNetworkRetries: 0 });
    expect(await refusal(give())).toMatchObject({ code: "balance_insufficient", type: "StripeInvalidRequestError" });
    own.control.setClock("2026-11-18T00:00:00Z");
    expect((await give()).amount).toBe(9_680);
    expect((await refusal(give())).code).toBe("balance_insufficient");
    await own.done();
  });

  test("needs an active capability and a country that transfers reach", async () => {
    await givenFunds(sandbox);
    const to = (destination: string) => refusal(stripe.transfers.create({ amount: 100, currency: "usd", destination }));
    const fresh = await newAccount(stripe, "fr");
    expect(fresh.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers).toMatchObject({
      status: "restricted",
    });
    expect((await to(fresh.id)).code).toBe("insufficient_capabilities_for_transfer");
    const far = await newAccount(stripe, "ng");
    expect(far.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers).toMatchObject({
      status: "unsupported",
      status_details: [{ code: "unsupported_country" }],
    });
    control.completeOnboarding(far.id);
    expect((await to(far.id)).code).toBe("transfers_not_allowed");
    expect((await to("acct_unknown")).code).toBe("resource_missing");
    const agent = await givenAccount(sandbox, "fr");
    control.restrictAccount(agent);
    expect((await to(agent)).code).toBe("insufficient_capabilities_for_transfer");
  });

  test("is reversed in parts: each takes its share of what arrived, the last one the rest", async () => {
    await givenFunds(sandbox);
    const account = await givenAccount(sandbox, "de");
    const transfer = await stripe.transfers.create({ amount: 10_000, currency: "usd", destination: account });
    const platform = async () => (await stripe.balance.retrieve()).available.find((one) => one.currency === "usd")!.amount;
    const before = await platform();
    const first = await stripe.transfers.createReversal(transfer.id, { amount: 3_333, expand: ["balance_transaction"] });
    expect(expanded(first.balance_transaction)).toMatchObject({ type: "transfer_refund", amount: 3_333, source: first.id });
    // 8714 x 3333 / 10000 = 2904.4
    const left = async () => (await stripe.balance.retrieve({}, { stripeAccount: account })).available[0]!.amount;
    expect(await left()).toBe(8_714 - 2_904);
    expect((await refusal(stripe.transfers.createReversal(transfer.id, { amount: 6_668 }))).statusCode).toBe(400);
    await stripe.transfers.createReversal(transfer.id);
    expect(await left()).toBe(0);
    expect(await platform()).toBe(before + 10_000);
    expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({ amount_reversed: 10_000, reversed: true });
    expect((await refusal(stripe.transfers.createReversal(transfer.id))).code).toBe("transfer_already_reversed");
  });

  test("cannot be reversed once the money has gone to the bank", async () => {
    await givenFunds(sandbox);
    const account = await givenAccount(sandbox, "us");
    const transfer = await stripe.transfers.create({ amount: 5_000, currency: "usd", destination: account });
    await stripe.payouts.create({ amount: 1_000, currency: "usd" }, { stripeAccount: account });
    expect((await refusal(stripe.transfers.createReversal(transfer.id))).code).toBe("balance_insufficient");
  });
});

describe("an account", () => {
  test("shows what is asked for, tells its requirements, and is active after onboarding", async () => {
    const account = await newAccount(stripe, "se");
    expect(account).toMatchObject({
      applied_configurations: ["recipient"],
      identity: { country: "se" },
      defaults: { currency: "sek" },
    });
    expect(account.requirements?.entries?.length).toBeGreaterThan(0);
    const bare = await stripe.v2.core.accounts.retrieve(account.id);
    expect(Object.keys(bare)).not.toContain("configuration");
    control.completeOnboarding(account.id, { bank: "works" });
    const after = await stripe.v2.core.accounts.retrieve(account.id, { include: ["configuration.recipient", "requirements"] });
    expect(after.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status).toBe("active");
    expect(after.requirements?.entries).toEqual([]);
    const banks = await stripe.accounts.listExternalAccounts(account.id);
    expect(banks.data).toMatchObject([{ country: "SE", currency: "sek", last4: "6789" }]);
    expect(await stripe.accounts.retrieve(account.id)).toMatchObject({ payouts_enabled: true, details_submitted: true });
  });

  test("needs a country, and belongs to its platform alone", async () => {
    const nowhere = stripe.v2.core.accounts.create({
      configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    });
    expect((await refusal(nowhere)).code).toBe("invalid_fields");
    expect((await refusal(stripe.balance.retrieve({}, { stripeAccount: "acct_unknown" }))).statusCode).toBe(403);
    const one = await givenAccount(sandbox, "us");
    expect(
      (await refusal(stripe.transfers.create({ amount: 1, currency: "usd", destination: one }, { stripeAccount: one }))).code,
    ).toBe("platform_account_required");
  });
});

test("everything this file asked and got is as Stripe describes it, and the books add up", () => {
  expect(sandbox.judge.faults()).toEqual([]);
  // Conversions leave Stripe holding one currency and owing another; per currency every leg has its other.
  expect(Object.values(sandbox.books()).every((sum) => sum === 0)).toBe(true);
});
