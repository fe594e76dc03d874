import { afterAll, describe, expect, test } from "vitest";
import {
  financialAccount,
  fund,
  type GivenSandbox,
  givenFunds,
  givenRecipient,
  givenSandbox,
  newRecipient,
  payoutIntent,
  refusal,
} from "./stripe-sandbox.ts";

const sandbox = await givenSandbox();
const { stripe, control } = sandbox;
const mm = stripe.v2.moneyManagement;
afterAll(() => sandbox.done());

const held = async (of: Pick<GivenSandbox, "stripe"> = sandbox) => {
  const { balance } = await financialAccount(of);
  return { available: balance.available.usd!.value, promised: balance.outbound_pending.usd!.value };
};

describe("a recipient", () => {
  test("tells what is asked for, takes a bank account, and is ready", async () => {
    const account = await newRecipient(stripe, "br");
    expect(account.configuration?.recipient?.capabilities?.bank_accounts?.local?.status).toBe("restricted");
    expect(account.requirements?.entries?.[0]?.impact.restricts_capabilities?.[0]?.capability).toBe("bank_accounts.local");
    expect(account.defaults?.currency).toBe("brl");
    const its = { stripeContext: account.id };
    const details = { account_number: "000123456789", country: "br", currency: "brl" };
    const setup = await mm.outboundSetupIntents.create(
      { payout_method_data: { type: "bank_account", bank_account: details }, usage_intent: "payment" },
      its,
    );
    expect(setup).toMatchObject({ status: "succeeded", payout_method: { usage_status: { payments: "eligible" } } });
    expect(setup.payout_method!.bank_account).toMatchObject({ last4: "6789", supported_currencies: ["brl"] });
    expect(setup.payout_method!.latest_outbound_setup_intent).toBe(setup.id);
    control.completeRecipient(account.id);
    const after = await stripe.v2.core.accounts.retrieve(account.id, { include: ["configuration.recipient", "requirements"] });
    expect(after.configuration?.recipient?.capabilities?.bank_accounts?.local?.status).toBe("active");
    expect(after.requirements?.entries).toEqual([]);
    const methods = await mm.payoutMethods.list({ usage_status: { payments: ["eligible"] } }, its);
    expect(methods.data.map((one) => one.bank_account!.last4)).toEqual(["6789", "6789"]);
    // They are the recipient's own: nobody else sees them.
    const other = await givenRecipient(sandbox, "mx");
    expect((await refusal(mm.payoutMethods.retrieve(setup.payout_method!.id, {}, { stripeContext: other.recipient }))).code).toBe(
      "resource_missing",
    );
  });

  test("in a country that is not reached is told so, and a bank account of another country is refused", async () => {
    const far = await newRecipient(stripe, "kp");
    expect(far.configuration?.recipient?.capabilities?.bank_accounts?.local).toMatchObject({
      status: "unsupported",
      status_details: [{ code: "unsupported_country" }],
    });
    const { recipient } = await givenRecipient(sandbox, "ke");
    const give = (country: string, currency: string) =>
      refusal(
        mm.outboundSetupIntents.create(
          { payout_method_data: { type: "bank_account", bank_account: { account_number: "000123456789", country, currency } } },
          { stripeContext: recipient },
        ),
      );
    expect((await give("ng", "ngn")).code).toBe("invalid_payout_method");
    expect((await give("ke", "usd")).code).toBe("invalid_payout_method");
    expect((await refusal(mm.outboundSetupIntents.create({ usage_intent: "payment" }))).code).toBe(
      "account_not_configured_as_recipient",
    );
  });

  test("gives its bank account on the hosted page", async () => {
    const { id } = await newRecipient(stripe, "ph");
    const link = await stripe.v2.core.accountLinks.create({
      account: id,
      use_case: {
        type: "account_onboarding",
        account_onboarding: { refresh_url: "https://deskhand.example/r", return_url: "https://deskhand.example/b" },
      },
    });
    const page = link.url.replace(/^https?:\/\/[^/]+/, sandbox.url);
    const form = new URLSearchParams({ given_name: "Maria", surname: "Santos", bank: "works", intent: "finish" });
    const answer = await fetch(page, { method: "POST", body: form, redirect: "manual" });
    expect(answer.headers.get("location")).toBe("https://deskhand.example/b");
    const methods = await mm.payoutMethods.list({}, { stripeContext: id });
    expect(methods.data[0]?.bank_account).toMatchObject({ country: "ph", supported_currencies: ["php"] });
  });
});

describe("the financial account", () => {
  test("is filled by a payout of the platform, which it receives as a credit", async () => {
    await givenFunds(sandbox, 50_000);
    const before = (await stripe.balance.retrieve()).available.find((one) => one.currency === "usd")!.amount;
    const payout = await fund(sandbox, 20_000);
    expect(payout).toMatchObject({ status: "pending", destination: null });
    expect((await stripe.balance.retrieve()).available.find((one) => one.currency === "usd")!.amount).toBe(before - 20_000);
    expect((await stripe.payouts.retrieve(payout.id)).status).toBe("paid");
    expect(await held()).toEqual({ available: 20_000, promised: 0 });
    const [credit] = (await mm.receivedCredits.list({ created: { gte: payout.created } })).data;
    expect(credit).toMatchObject({
      amount: { value: 20_000, currency: "usd" },
      status: "succeeded",
      balance_transfer: { type: "payout", payout: payout.id },
    });
    const [transaction] = (await mm.transactions.list({ flow: credit!.id })).data;
    expect(transaction).toMatchObject({ category: "received_credit", status: "posted", amount: { value: 20_000 } });
    const events = (await stripe.v2.core.events.list({ object_id: credit!.id })).data.map((event) => event.type);
    expect(events).toContain("v2.money_management.received_credit.available");
  });

  test("takes no more than the platform has, in currencies it holds", async () => {
    expect((await refusal(fund(sandbox, 90_000_000))).code).toBe("balance_insufficient");
    expect((await refusal(fund(sandbox, 100, "chf"))).param).toBe("currency");
    const elsewhere = stripe.payouts.create({ amount: 100, currency: "usd", payout_method: "fa_unknown" });
    expect((await refusal(elsewhere)).code).toBe("resource_missing");
  });

  test("has the money only when it has arrived", async () => {
    const own = await givenSandbox();
    await givenFunds(own, 10_000);
    own.control.setFundingTime(3_600_000);
    await fund(own, 5_000);
    expect(await held(own)).toEqual({ available: 0, promised: 0 });
    const to = await givenRecipient(own);
    const intent = await payoutIntent(own, to, 5_000);
    await own.stripe.v2.moneyManagement.payoutIntents.confirm(intent.id);
    const stuck = await own.stripe.v2.moneyManagement.payoutIntents.retrieve(intent.id);
    expect(stuck).toMatchObject({
      status: "requires_action",
      next_action: { type: "handle_failure", handle_failure: { failure_reason: "insufficient_funds" } },
    });
    own.control.setClock("2026-11-16T13:00:01Z");
    expect(await held(own)).toEqual({ available: 5_000, promised: 0 });
    expect((await refusal(own.stripe.v2.moneyManagement.payoutIntents.confirm(intent.id))).code).toBe("fx_quote_needs_refresh");
    await own.stripe.v2.moneyManagement.payoutIntents.refreshFxQuote(intent.id);
    await own.stripe.v2.moneyManagement.payoutIntents.confirm(intent.id);
    expect((await own.stripe.v2.moneyManagement.payoutIntents.retrieve(intent.id)).status).toBe("processing");
    await own.done();
  });
});

describe("a payout intent", () => {
  // 1% below the reference rates; dong have no decimals, dinars three and end in 0.
  test.for([
    { country: "br", arrives: 51_720, local: "brl", rate: "5.171995" },
    { country: "ng", arrives: 13_129_028, local: "ngn", rate: "1312.902755" },
    { country: "ph", arrives: 618_924, local: "php", rate: "61.892363" },
    { country: "vn", arrives: 2_568_829, local: "vnd", rate: "25688.290369" },
    { country: "tn", arrives: 293_960, local: "tnd", rate: "2.9396" },
  ])("of 100.00 USD quotes $arrives $local, holds the rate, and pays just that", async (expected, { expect }) => {
    const own = await givenSandbox();
    const { moneyManagement } = own.stripe.v2;
    await givenFunds(own, 20_000);
    const to = await givenRecipient(own, expected.country);
    await fund(own, 10_000);
    const intent = await payoutIntent(own, to, 10_000);
    expect(intent).toMatchObject({
      status: "requires_action",
      next_action: { type: "confirm" },
      from: { debited: { value: 10_000, currency: "usd" } },
      to: { credited: { value: expected.arrives, currency: expected.local } },
      fx_quote: {
        lock_status: "active",
        lock_duration: "five_minutes",
        rates: { usd: { exchange_rate: expected.rate } },
        lock_expires_at: "2026-11-16T12:05:00.000Z",
      },
    });
    expect((await moneyManagement.payoutIntents.confirm(intent.id)).status).toBe("pending");
    const sent = await moneyManagement.payoutIntents.retrieve(intent.id);
    expect(sent.status).toBe("processing");
    expect(await held(own)).toEqual({ available: 0, promised: 10_000 });
    const paymentId = sent.latest_payout!.outbound_payment!;
    expect(await moneyManagement.outboundPayments.retrieve(paymentId)).toMatchObject({
      status: "processing",
      expected_arrival_date: "2026-11-18T00:00:00.000Z",
      to: { credited: { value: expected.arrives, currency: expected.local } },
    });
    own.control.setClock("2026-11-18T00:00:01Z");
    expect((await moneyManagement.outboundPayments.retrieve(paymentId)).status).toBe("posted");
    expect((await moneyManagement.payoutIntents.retrieve(intent.id)).status).toBe("posted");
    expect(await held(own)).toEqual({ available: 0, promised: 0 });
    const entries = await moneyManagement.transactionEntries.list({ created: { gte: intent.created ? 1 : 0 } });
    expect(entries.data.map((one) => [one.balance_impact.available.value, one.balance_impact.outbound_pending.value])).toEqual([
      [0, -10_000],
      [-10_000, 10_000],
      [10_000, 0],
    ]);
    expect(Object.values(own.books()).every((sum) => sum === 0)).toBe(true);
    expect(own.judge.faults()).toEqual([]);
    await own.done();
  });

  test("whose quote ran out is refreshed first; one that was cancelled or paid is left as it is", async () => {
    const own = await givenSandbox();
    const { payoutIntents, outboundPayments } = own.stripe.v2.moneyManagement;
    await givenFunds(own, 20_000);
    const to = await givenRecipient(own);
    await fund(own, 10_000);
    const intent = await payoutIntent(own, to, 4_000);
    own.control.setClock("2026-11-16T12:05:00Z");
    expect((await payoutIntents.retrieve(intent.id)).fx_quote?.lock_status).toBe("expired");
    expect((await refusal(payoutIntents.confirm(intent.id))).code).toBe("fx_quote_needs_refresh");
    expect((await payoutIntents.refreshFxQuote(intent.id)).fx_quote?.lock_status).toBe("active");
    await payoutIntents.confirm(intent.id);
    const sent = await payoutIntents.retrieve(intent.id);
    expect((await refusal(payoutIntents.refreshFxQuote(intent.id))).code).toBe("cannot_proceed");
    // A payment that the bank does not have yet can still be called off.
    expect((await payoutIntents.cancel(intent.id)).status).toBe("canceled");
    expect((await outboundPayments.retrieve(sent.latest_payout!.outbound_payment!)).status).toBe("canceled");
    expect(await held(own)).toEqual({ available: 10_000, promised: 0 });
    expect((await refusal(payoutIntents.cancel(intent.id))).code).toBe("already_canceled");
    expect((await refusal(payoutIntents.confirm(intent.id))).code).toBe("cannot_proceed");
    await own.done();
  });

  test.for([
    { bank: "fails" as const, status: "failed", reason: "payout_method_declined", sees: ["created", "failed"] },
    { bank: "returns" as const, status: "returned", reason: "payout_method_closed", sees: ["created", "posted", "returned"] },
  ])("to a bank that $bank gives the whole amount back and asks somebody to act", async ({ bank, status, reason, sees }) => {
    const own = await givenSandbox();
    const { payoutIntents, outboundPayments, payoutMethods, transactions } = own.stripe.v2.moneyManagement;
    await givenFunds(own, 20_000);
    const to = await givenRecipient(own, "br", bank);
    await fund(own, 10_000);
    const intent = await payoutIntent(own, to, 10_000);
    await payoutIntents.confirm(intent.id);
    own.control.setClock("2026-11-18T00:00:01Z");
    const paymentId = (await payoutIntents.retrieve(intent.id)).latest_payout!.outbound_payment!;
    if (bank === "returns") expect((await outboundPayments.retrieve(paymentId)).status).toBe("posted");
    own.control.setClock("2026-11-20T00:00:01Z");
    expect((await outboundPayments.retrieve(paymentId)).status).toBe(status);
    expect(await payoutIntents.retrieve(intent.id)).toMatchObject({
      status: "requires_action",
      next_action: { type: "handle_failure", handle_failure: { failure_reason: reason } },
    });
    expect(await held(own)).toEqual({ available: 10_000, promised: 0 });
    const told = (await own.stripe.v2.core.events.list({ object_id: paymentId })).data.map((event) =>
      event.type.split(".").at(-1),
    );
    expect(told.reverse()).toEqual(sees);
    const flows = (await transactions.list({ flow: paymentId })).data.map((one) => [one.category, one.status, one.amount.value]);
    expect(flows.reverse()).toEqual(
      bank === "fails"
        ? [["outbound_payment", "void", -10_000]]
        : [
            ["outbound_payment", "posted", -10_000],
            ["outbound_payment_reversal", "posted", 10_000],
          ],
    );
    // That bank account is not paid again; another one is.
    const its = { stripeContext: to.recipient };
    expect((await payoutMethods.retrieve(to.method, {}, its)).usage_status.payments).toBe("invalid");
    expect((await refusal(payoutIntent(own, to, 10_000))).code).toBe("invalid_payout_method");
    own.control.completeRecipient(to.recipient, "works");
    const [fresh] = (await payoutMethods.list({ usage_status: { payments: ["eligible"] } }, its)).data;
    const again = await payoutIntent(own, { ...to, method: fresh!.id }, 10_000);
    await payoutIntents.confirm(again.id);
    own.control.setClock("2026-12-01T00:00:00Z");
    expect((await payoutIntents.retrieve(again.id)).status).toBe("posted");
    expect(await held(own)).toEqual({ available: 0, promised: 0 });
    expect(Object.values(own.books()).every((sum) => sum === 0)).toBe(true);
    expect(own.judge.faults()).toEqual([]);
    await own.done();
  });

  test("is refused for a recipient who is not ready, an unknown account and another's bank account", async () => {
    const { recipient, method } = await givenRecipient(sandbox, "in");
    const other = await givenRecipient(sandbox, "co");
    expect((await refusal(payoutIntent(sandbox, { recipient, method: other.method }, 100))).code).toBe("resource_missing");
    expect((await refusal(payoutIntent(sandbox, { recipient: "acct_unknown", method }, 100))).code).toBe("resource_missing");
    control.restrictAccount(recipient);
    expect((await refusal(payoutIntent(sandbox, { recipient, method }, 100))).code).toBe("capability_not_enabled");
    const { id } = await financialAccount(sandbox);
    const dear = mm.payoutIntents.create({
      amount: { value: 100, currency: "usd" },
      from: { currency: "usd", financial_account: id },
      to: { recipient: other.recipient, payout_method: other.method, currency: "usd" },
    });
    expect((await refusal(dear)).code).toBe("invalid_payout_method");
  });

  test("sent twice under one key is made once", async () => {
    const to = await givenRecipient(sandbox, "ke");
    const { id } = await financialAccount(sandbox);
    const make = () =>
      mm.payoutIntents.create(
        {
          amount: { value: 700, currency: "usd" },
          confirmation_method: "manual",
          from: { currency: "usd", financial_account: id },
          to: { recipient: to.recipient, payout_method: to.method },
        },
        { idempotencyKey: "intent:1" },
      );
    expect((await make()).id).toBe((await make()).id);
  });
});

test("lists are read page by page", async () => {
  const own = await givenSandbox();
  await givenFunds(own, 100_000);
  const to = await givenRecipient(own, "ke");
  await fund(own, 25_000);
  for (let i = 0; i < 12; i++) {
    const intent = await payoutIntent(own, to, 1_000);
    await own.stripe.v2.moneyManagement.payoutIntents.confirm(intent.id);
  }
  const found: number[] = [];
  for await (const entry of own.stripe.v2.moneyManagement.transactionEntries.list({ created: { gte: 0 }, limit: 5 }))
    found.push(entry.balance_impact.available.value);
  expect(found.length).toBe(13);
  expect(found.reduce((sum, one) => sum + one, 0)).toBe(13_000);
  expect(own.judge.faults()).toEqual([]);
  await own.done();
});

test("everything this file asked and got is as Stripe describes it, and the books add up", () => {
  expect(sandbox.judge.faults()).toEqual([]);
  expect(Object.values(sandbox.books()).every((sum) => sum === 0)).toBe(true);
});
