import { afterAll, expect, test } from "vitest";
import { routes } from "#app/edges/stripe/sandbox/router.ts";
import { StripeJudge } from "#tests/judges/stripe.ts";
import { charge, expanded, givenAccount, givenCard, givenFunds, givenSandbox, monday, refusal } from "./stripe-sandbox.ts";

const judge = StripeJudge.open();
const sandbox = await givenSandbox();
afterAll(() => sandbox.done());

test.skipIf(!judge)("every route, asked through the SDK, answers as Stripe describes it", async () => {
  const { stripe, control } = sandbox;
  const card = await givenCard(sandbox);
  await stripe.customers.update(card.customer, {
    invoice_settings: { default_payment_method: card.paymentMethod },
    metadata: { a: "1" },
  });
  await stripe.customers.retrieve(card.customer, { expand: ["invoice_settings.default_payment_method"] });
  await stripe.customers.list({ limit: 3 });
  await stripe.customers.listPaymentMethods(card.customer);
  await stripe.paymentMethods.list({ customer: card.customer });
  await stripe.paymentMethods.retrieve(card.paymentMethod);
  await stripe.checkout.sessions.retrieve(card.session, { expand: ["setup_intent.payment_method"] });
  await stripe.checkout.sessions.list();
  const open = await stripe.checkout.sessions.create({
    mode: "setup",
    customer: card.customer,
    success_url: "https://deskhand.example/a",
  });
  await stripe.checkout.sessions.expire(open.id);

  await givenFunds(sandbox);
  const paid = await charge(stripe, card, 27_500);
  await stripe.paymentIntents.retrieve(paid.id, { expand: ["latest_charge", "payment_method", "customer"] });
  await stripe.paymentIntents.list({ created: { gte: monday.getTime() / 1000 } });
  await stripe.paymentIntents.update(paid.id, { metadata: { b: "2" } });
  const draft = await stripe.paymentIntents.create({ amount: 100, currency: "usd", customer: card.customer });
  await stripe.paymentIntents.cancel(draft.id);
  const later = await stripe.paymentIntents.create({ amount: 100, currency: "usd", customer: card.customer });
  await stripe.paymentIntents.confirm(later.id, { payment_method: card.paymentMethod, return_url: "https://deskhand.example/a" });
  const chargeId = expanded(paid.latest_charge).id;
  await stripe.charges.retrieve(chargeId, { expand: ["balance_transaction"] });
  await stripe.charges.list({ payment_intent: paid.id });
  const refund = await stripe.refunds.create({ charge: chargeId, amount: 500, reason: "requested_by_customer" });
  await stripe.refunds.retrieve(refund.id);
  await stripe.refunds.list({ charge: chargeId });
  const declined = await givenCard(sandbox, "4000000000000002");
  expect((await refusal(charge(stripe, declined, 1_000))).type).toBe("StripeCardError");
  const asks = await givenCard(sandbox, "4000002760003184");
  const asking = await stripe.paymentIntents.create({
    amount: 900,
    currency: "usd",
    customer: asks.customer,
    payment_method: asks.paymentMethod,
    confirm: true,
    return_url: "https://deskhand.example/a",
  });
  expect(asking.next_action?.type).toBe("redirect_to_url");
  control.completeChallenge(asking.id);

  const agent = await givenAccount(sandbox, "de");
  await stripe.v2.core.accounts.retrieve(agent, { include: ["configuration.recipient", "requirements", "identity", "defaults"] });
  await stripe.v2.core.accountLinks.create({
    account: agent,
    use_case: {
      type: "account_onboarding",
      account_onboarding: { refresh_url: "https://deskhand.example/r", return_url: "https://deskhand.example/b" },
    },
  });
  await stripe.accounts.retrieve(agent);
  await stripe.accounts.listExternalAccounts(agent, { object: "bank_account" });
  await stripe.balance.retrieve();
  await stripe.balanceSettings.retrieve();
  const transfer = await stripe.transfers.create({
    amount: 5_000,
    currency: "usd",
    destination: agent,
    transfer_group: "bill",
    expand: ["destination_payment", "balance_transaction"],
  });
  await stripe.transfers.retrieve(transfer.id);
  await stripe.transfers.list({ destination: agent });
  const reversal = await stripe.transfers.createReversal(transfer.id, { amount: 1_000 });
  await stripe.transfers.retrieveReversal(transfer.id, reversal.id);
  await stripe.transfers.listReversals(transfer.id);
  const connected = { stripeAccount: agent };
  await stripe.balance.retrieve({}, connected);
  const payout = await stripe.payouts.create({ amount: 2_000, currency: "eur", metadata: { payoutId: "1" } }, connected);
  await stripe.payouts.retrieve(payout.id, {}, connected);
  await stripe.payouts.list({}, connected);
  await stripe.payouts.list();
  const transactions = await stripe.balanceTransactions.list({ type: "charge", expand: ["data.source"] });
  await stripe.balanceTransactions.retrieve(transactions.data[0]!.id);
  await stripe.balanceTransactions.list({}, connected);

  const endpoint = await stripe.webhookEndpoints.create({ url: "http://localhost:1/hook", enabled_events: ["*"] });
  await stripe.webhookEndpoints.retrieve(endpoint.id);
  await stripe.webhookEndpoints.list();
  await stripe.v2.core.eventDestinations.create({
    name: "thin",
    type: "webhook_endpoint",
    event_payload: "thin",
    enabled_events: ["*"],
    webhook_endpoint: { url: "http://localhost:1/thin" },
    include: ["webhook_endpoint.signing_secret", "webhook_endpoint.url"],
  });
  await stripe.v2.core.eventDestinations.list();
  const thin = await stripe.v2.core.events.list({ object_id: agent });
  await stripe.v2.core.events.retrieve(thin.data[0]!.id);

  control.setClock("2026-11-25T13:00:00Z");
  const spare = await stripe.paymentMethods.detach(declined.paymentMethod);
  await stripe.paymentMethods.attach(spare.id, { customer: card.customer });
  const first = await stripe.events.list({ limit: 100 });
  await stripe.events.list({ types: ["payout.paid", "payout.created"] }, connected);
  await stripe.events.retrieve(first.data[0]!.id);

  expect(sandbox.judge.faults()).toEqual([]);
  const asked = routes.map((route) => `${route.method} ${route.pattern.replaceAll(/:\w+/g, "{}")}`);
  const judged = [...sandbox.judge.judge!.seen].map((name) => name.replaceAll(/\{\w+\}/g, "{}"));
  expect(asked.filter((route) => !judged.includes(route))).toEqual([]);
});

test("a planted fault of either side is found", () => {
  const exchange = { method: "POST", url: "/v1/transfers", headers: { "content-type": "application/x-www-form-urlencoded" } };
  const faults =
    judge?.judge({
      ...exchange,
      body: "amount=ten&currency=usd&to=acct_1",
      status: 200,
      answer: '{"id":"tr_1","object":"transfer"}',
    }) ?? [];
  for (const wrong of [
    'amount: "ten" is no integer',
    "destination: is missing",
    "to: is not in the description",
    "answer 200 balance_transaction: is missing",
  ]) {
    if (judge) expect(faults.join("\n")).toContain(wrong);
  }
  if (judge)
    expect(judge.judge({ ...exchange, body: "", status: 402, answer: '{"message":"no"}' }).join("\n")).toContain("error");
});
