import { afterAll, expect, test } from "vitest";
import { routes } from "#app/edges/stripe/sandbox/router.ts";
import { StripeJudge } from "#tests/judges/stripe.ts";
import {
  charge,
  expanded,
  financialAccount,
  fund,
  givenAccount,
  givenCard,
  givenFunds,
  givenRecipient,
  givenSandbox,
  monday,
  payoutIntent,
  refusal,
} from "./stripe-sandbox.ts";
import { askMoneyRoutes } from "./stripe-sandbox-routes.ts";

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

  const mm = stripe.v2.moneyManagement;
  const to = await givenRecipient(sandbox, "br");
  const its = { stripeContext: to.recipient };
  const setup = await mm.outboundSetupIntents.create({ payout_method: to.method }, its);
  await mm.outboundSetupIntents.retrieve(setup.id, {}, its);
  const begun = await mm.outboundSetupIntents.create({}, its);
  await mm.outboundSetupIntents.cancel(begun.id, {}, its);
  await mm.outboundSetupIntents.list({}, its);
  await mm.payoutMethods.retrieve(to.method, {}, its);
  const spare = await givenRecipient(sandbox, "br");
  await mm.payoutMethods.archive(spare.method, {}, { stripeContext: spare.recipient });
  const { id: financial } = await financialAccount(sandbox);
  await mm.financialAccounts.retrieve(financial);
  await fund(sandbox, 9_000);
  const credits = await mm.receivedCredits.list();
  await mm.receivedCredits.retrieve(credits.data[0]!.id);
  const intent = await payoutIntent(sandbox, to, 4_000);
  await mm.payoutIntents.refreshFxQuote(intent.id);
  await mm.payoutIntents.confirm(intent.id);
  const sent = await mm.payoutIntents.retrieve(intent.id);
  const paymentId = sent.latest_payout!.outbound_payment!;
  await mm.outboundPayments.retrieve(paymentId);
  await mm.outboundPayments.list({ recipient: to.recipient, status: ["processing"] });
  await mm.outboundPayments.cancel(paymentId);
  const dropped = await payoutIntent(sandbox, to, 4_000);
  await mm.payoutIntents.cancel(dropped.id);
  await mm.payoutIntents.list({ limit: 1 });
  const moved = await mm.transactions.list({ financial_account: financial });
  await mm.transactions.retrieve(moved.data[0]!.id);
  const entries = await mm.transactionEntries.list({ transaction: moved.data[0]!.id });
  await mm.transactionEntries.retrieve(entries.data[0]!.id);

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

  await askMoneyRoutes(sandbox, card);
  control.setClock("2026-11-25T13:00:00Z");
  const loose = await stripe.paymentMethods.detach(declined.paymentMethod);
  await stripe.paymentMethods.attach(loose.id, { customer: card.customer });
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
