import { afterAll, describe, expect, test } from "vitest";
import { testCards } from "#app/edges/stripe/sandbox/test-cards.ts";
import { charge, expanded, givenCard, givenSandbox, refusal } from "./stripe-sandbox.ts";

const sandbox = await givenSandbox();
const { stripe, control } = sandbox;
afterAll(() => sandbox.done());

describe("a card on file", () => {
  test("comes from the hosted page and can be the customer's default", async () => {
    const card = await givenCard(sandbox, "5555 5555 5555 4444");
    const session = await stripe.checkout.sessions.retrieve(card.session, { expand: ["setup_intent.payment_method"] });
    expect(session).toMatchObject({ status: "complete", payment_status: "no_payment_required", url: null });
    const method = expanded(expanded(session.setup_intent).payment_method);
    expect(method).toMatchObject({
      id: card.paymentMethod,
      customer: card.customer,
      card: { brand: "mastercard", last4: "4444" },
    });
    await stripe.customers.update(card.customer, { invoice_settings: { default_payment_method: card.paymentMethod } });
    await stripe.paymentMethods.detach(card.paymentMethod);
    const customer = await stripe.customers.retrieve(card.customer);
    expect(customer).toMatchObject({ invoice_settings: { default_payment_method: null } });
    expect((await stripe.paymentMethods.list({ customer: card.customer })).data).toEqual([]);
    expect((await refusal(charge(stripe, card, 1_000))).message).toContain("detached");
  });

  test("that is refused at the page leaves the session open", async () => {
    const customer = await stripe.customers.create({});
    const session = await stripe.checkout.sessions.create({
      mode: "setup",
      customer: customer.id,
      success_url: "https://deskhand.example/",
    });
    expect(() => control.completeCheckout(session.id, "4000000000000069")).toThrow("expired");
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
    expect((await stripe.setupIntents.retrieve(session.setup_intent as string)).last_setup_error?.code).toBe("expired_card");
  });

  test("a session is over after a day", async () => {
    const own = await givenSandbox();
    const session = await own.stripe.checkout.sessions.create({ mode: "setup", success_url: "https://deskhand.example/" });
    own.control.setClock("2026-11-17T12:00:01Z");
    expect((await own.stripe.checkout.sessions.retrieve(session.id)).status).toBe("expired");
    expect(() => own.control.completeCheckout(session.id)).toThrow("expired");
    await own.done();
  });
});

describe("a charge", () => {
  test.for([
    { currency: "usd", amount: 27_500, fee: 828, available: "2026-11-18T00:00:00.000Z" },
    { currency: "eur", amount: 10_050, fee: 321, available: "2026-11-18T00:00:00.000Z" },
    { currency: "gbp", amount: 30, fee: 31, available: "2026-11-18T00:00:00.000Z" },
  ])("of $amount $currency costs $fee and settles on the second business day", async ({ currency, amount, fee, available }) => {
    const card = await givenCard(sandbox);
    const intent = await charge(stripe, card, amount, currency);
    expect(intent).toMatchObject({ status: "succeeded", amount_received: amount });
    const transaction = expanded(expanded(intent.latest_charge).balance_transaction);
    expect(transaction).toMatchObject({ amount, fee, net: amount - fee, currency, type: "charge", status: "pending" });
    expect(new Date(transaction.available_on * 1000).toISOString()).toBe(available);
  });

  test("on a Friday settles on Tuesday, and the pending balance becomes available then", async () => {
    const own = await givenSandbox({ now: new Date("2026-11-20T18:00:00Z") });
    await charge(own.stripe, await givenCard(own), 10_000);
    await own.stripe.balanceSettings.update({ payments: { payouts: { minimum_balance_by_currency: { usd: 1_000_000 } } } });
    const usd = async () => {
      const balance = await own.stripe.balance.retrieve();
      return [balance.pending, balance.available].map((part) => part.find((one) => one.currency === "usd")!.amount);
    };
    own.control.setClock("2026-11-23T23:59:00Z");
    expect(await usd()).toEqual([9_680, 0]);
    own.control.setClock("2026-11-24T00:00:00Z");
    expect(await usd()).toEqual([0, 9_680]);
    const events = await own.stripe.events.list({ type: "balance.available" });
    expect(events.data.map((event) => new Date(event.created * 1000).toISOString())).toEqual(["2026-11-24T00:00:00.000Z"]);
    await own.done();
  });

  test.for([
    { number: "4000000000000002", code: "card_declined", declineCode: "generic_decline" },
    { number: "4000000000009995", code: "card_declined", declineCode: "insufficient_funds" },
    { number: "4000000000000341", code: "card_declined", declineCode: "generic_decline" },
    { number: "4000000000009987", code: "card_declined", declineCode: "lost_card" },
    { number: "4000000000009979", code: "card_declined", declineCode: "stolen_card" },
    { number: "4000000000000119", code: "processing_error", declineCode: "processing_error" },
    { number: "4000002760003184", code: "authentication_required", declineCode: "authentication_required" },
  ])("of $number is declined: $declineCode", async ({ number, code, declineCode }) => {
    const card = await givenCard(sandbox, number);
    const before = await stripe.balance.retrieve();
    const error = await refusal(charge(stripe, card, 2_000));
    expect(error).toMatchObject({ type: "StripeCardError", statusCode: 402, code, decline_code: declineCode });
    expect(error.payment_intent).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { decline_code: declineCode },
    });
    expect(await stripe.charges.retrieve(error.charge!)).toMatchObject({
      status: "failed",
      paid: false,
      failure_code: code,
      balance_transaction: null,
    });
    expect(await stripe.balance.retrieve()).toEqual(before);
    // Another card pays the same intent.
    const other = await givenCard(sandbox);
    await stripe.paymentMethods.attach(other.paymentMethod, { customer: card.customer });
    const paid = await stripe.paymentIntents.confirm(error.payment_intent!.id, { payment_method: other.paymentMethod });
    expect(paid.status).toBe("succeeded");
  });

  test("of a card that was authenticated when it was saved needs no holder", async () => {
    const card = await givenCard(sandbox, "4000002500003155");
    expect((await charge(stripe, card, 2_000)).status).toBe("succeeded");
  });

  test.for([true, false])("of a card that always asks goes through the bank's page (passed: %s)", async (passed) => {
    const card = await givenCard(sandbox, "4000002760003184");
    const intent = await stripe.paymentIntents.create({
      amount: 5_000,
      currency: "usd",
      customer: card.customer,
      payment_method: card.paymentMethod,
      confirm: true,
      return_url: "https://deskhand.example/bills/1?tab=pay",
    });
    expect(intent).toMatchObject({
      status: "requires_action",
      next_action: { redirect_to_url: { url: expect.stringContaining(`/3ds/${intent.id}`) } },
    });
    const back = new URL(control.completeChallenge(intent.id, passed));
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      tab: "pay",
      payment_intent: intent.id,
      redirect_status: passed ? "succeeded" : "failed",
    });
    const after = await stripe.paymentIntents.retrieve(intent.id);
    expect(after.status).toBe(passed ? "succeeded" : "requires_payment_method");
    if (!passed) expect(after.last_payment_error?.code).toBe("payment_intent_authentication_failure");
  });

  test("of a card that is declined after the bank's page leaves the intent open for another", async () => {
    const card = await givenCard(sandbox, "4000008400001629");
    const intent = await stripe.paymentIntents.create({
      amount: 5_000,
      currency: "usd",
      customer: card.customer,
      payment_method: card.paymentMethod,
    });
    expect(intent.status).toBe("requires_confirmation");
    const asked = await stripe.paymentIntents.confirm(intent.id, { return_url: "https://deskhand.example/" });
    expect(asked.status).toBe("requires_action");
    expect(control.completeChallenge(intent.id)).toContain("redirect_status=failed");
    const after = await stripe.paymentIntents.retrieve(intent.id);
    expect(after).toMatchObject({ status: "requires_payment_method", last_payment_error: { code: "card_declined" } });
    expect((await stripe.paymentIntents.update(intent.id, { amount: 6_000 })).amount).toBe(6_000);
    const other = await givenCard(sandbox);
    await stripe.paymentMethods.attach(other.paymentMethod, { customer: card.customer });
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: other.paymentMethod });
    expect(paid).toMatchObject({ status: "succeeded", amount_received: 6_000 });
    expect((await refusal(stripe.paymentIntents.update(intent.id, { amount: 7_000 }))).code).toBe(
      "payment_intent_unexpected_state",
    );
  });

  test("of a card whose month is over is declined as expired", async () => {
    const own = await givenSandbox();
    const customer = await own.stripe.customers.create({});
    const session = await own.stripe.checkout.sessions.create({
      mode: "setup",
      customer: customer.id,
      success_url: "https://deskhand.example/",
    });
    own.control.completeCheckout(session.id, "4242424242424242", { expMonth: 11, expYear: 2026 });
    const paymentMethod = (await own.stripe.paymentMethods.list({ customer: customer.id })).data[0]!.id;
    const card = { customer: customer.id, paymentMethod };
    own.control.setClock("2026-11-30T23:59:00Z");
    expect((await charge(own.stripe, card, 1_000)).status).toBe("succeeded");
    own.control.setClock("2026-12-01T00:00:00Z");
    expect(await refusal(charge(own.stripe, card, 1_000))).toMatchObject({ code: "expired_card", statusCode: 402 });
    await own.done();
  });

  test.for([
    { given: { amount: 49, currency: "usd" }, code: "amount_too_small" },
    { given: { amount: 100_000_000, currency: "usd" }, code: "amount_too_large" },
    { given: { amount: 1_000, currency: "brl" }, param: "currency" },
    { given: { amount: 1_000, currency: "usd", payment_method: "pm_unknown" }, code: "resource_missing" },
    { given: { amount: 1_000, currency: "usd", customer: "cus_unknown" }, code: "resource_missing" },
    { given: { amount: 1_000, currency: "usd", confirm: true }, code: "payment_intent_unexpected_state" },
    { given: { amount: 1_000, currency: "usd", off_session: true }, param: "off_session" },
  ])("is refused: $given", async ({ given, code, param }) => {
    const error = await refusal(stripe.paymentIntents.create(given));
    expect(error).toMatchObject({ type: "StripeInvalidRequestError", ...(code ? { code } : {}), ...(param ? { param } : {}) });
  });

  test("another customer's card cannot be charged", async () => {
    const [one, other] = [await givenCard(sandbox), await givenCard(sandbox)];
    const error = await refusal(charge(stripe, { customer: one.customer, paymentMethod: other.paymentMethod }, 1_000));
    expect(error.message).toContain("another customer");
  });
});

test("refunds in parts, never more than the charge, move money back", async () => {
  const card = await givenCard(sandbox, "4000000000000077");
  const intent = await charge(stripe, card, 10_000);
  const id = expanded(intent.latest_charge).id;
  const first = await stripe.refunds.create({
    payment_intent: intent.id,
    amount: 3_000,
    reason: "requested_by_customer",
    expand: ["balance_transaction"],
  });
  expect(expanded(first.balance_transaction)).toMatchObject({
    type: "refund",
    amount: -3_000,
    fee: 0,
    net: -3_000,
    source: first.id,
  });
  expect((await refusal(stripe.refunds.create({ charge: id, amount: 7_001 }))).message).toContain("7000");
  await stripe.refunds.create({ charge: id });
  expect(await stripe.charges.retrieve(id)).toMatchObject({ amount_refunded: 10_000, refunded: true });
  expect((await refusal(stripe.refunds.create({ charge: id }))).code).toBe("charge_already_refunded");
  expect((await stripe.events.list({ type: "charge.refunded" })).data).toHaveLength(2);
});

test("every test card of the page can be tried", async () => {
  for (const card of testCards) {
    const { about, number, atSetup } = card;
    expect(about, number).not.toBe("");
    if (atSetup === "accepted" || atSetup === "challenge")
      expect((await givenCard(sandbox, number)).paymentMethod).toMatch(/^pm_/);
  }
});

test("everything this file asked and got is as Stripe describes it, and the books add up", () => {
  expect(sandbox.judge.faults()).toEqual([]);
  expect(Object.values(sandbox.books()).every((sum) => sum === 0)).toBe(true);
});
