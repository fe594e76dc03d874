import type Stripe from "stripe";
import { settleIntentFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { recordChargeback } from "#app/domain/billing/record-chargeback.server.ts";
import { settleRefundFlow, settleRefundsOfChargeFlow } from "#app/domain/billing/send-refund-flow.server.ts";
import { settleTermsInvoiceFlow } from "#app/domain/billing/settle-terms-invoice-flow.server.ts";
import { finishCardSetupFlow } from "#app/domain/billing/start-card-setup-flow.server.ts";
import { failPayoutFlow } from "#app/domain/payouts/fail-payout-flow.server.ts";
import { markFunded } from "#app/domain/payouts/mark-funded.server.ts";
import { recordFunding } from "#app/domain/payouts/record-funding.server.ts";
import { recordReceivedCredit } from "#app/domain/payouts/record-received-credit.server.ts";
import { recordSweep } from "#app/domain/payouts/record-sweep.server.ts";
import { refreshPayoutAccountFlow } from "#app/domain/payouts/refresh-payout-account-flow.server.ts";
import { sendPayoutFlow } from "#app/domain/payouts/send-payout-flow.server.ts";
import { settleFundingFlow } from "#app/domain/payouts/settle-funding-flow.server.ts";
import { settleOutboundPaymentFlow } from "#app/domain/payouts/settle-outbound-payment-flow.server.ts";
import { settlePayout } from "#app/domain/payouts/settle-payout.server.ts";
import { settleTopUp } from "#app/domain/payouts/top-up-flow.server.ts";
import { isId } from "#app/kernel/ids.ts";
import type { InboxMessage } from "#app/kernel/inbox.server.ts";
import { money } from "#app/kernel/money.ts";
import type { JobDeps } from "./deps.ts";

type Handler = (deps: JobDeps, objectId: string, account: string | null) => Promise<void>;

/**
 * What is done about Stripe's events. Each handler reads the object anew: events come late, twice and out of order, so only the object's
 * present state counts. Types that are not here need nothing.
 */
const handlers: Record<string, Handler> = {
  "checkout.session.completed": async (deps, sessionId) => {
    const session = await deps.stripe.checkout.sessions.retrieve(sessionId);
    if (session.metadata?.setupId) await finishCardSetupFlow(deps.db, deps.stripe, { sessionId }, deps.context());
  },
  "invoice.marked_uncollectible": settleInvoice,
  "invoice.paid": settleInvoice,
  "invoice.voided": settleInvoice,
  "invoice_payment.paid": async (deps, paymentId) => {
    const { invoice } = await deps.stripe.invoicePayments.retrieve(paymentId);
    await settleInvoice(deps, typeof invoice === "string" ? invoice : invoice.id!);
  },
  "payment_intent.succeeded": settleIntent,
  "payment_intent.payment_failed": settleIntent,
  "topup.succeeded": settleOurTopUp,
  "topup.failed": settleOurTopUp,
  "topup.canceled": settleOurTopUp,
  "payout.created": settleBankPayout,
  "payout.paid": settleBankPayout,
  "payout.failed": settleBankPayout,
  "account.updated": (deps, stripeAccountId) =>
    refreshPayoutAccountFlow(deps.db, deps.stripe, { stripeAccountId }, deps.context()),
  "account.external_account.created": refreshOwner,
  "account.external_account.updated": refreshOwner,
  "charge.refunded": (deps, stripeChargeId) =>
    settleRefundsOfChargeFlow(deps.db, deps.stripe, { stripeChargeId }, deps.context()),
  "refund.created": settleOurRefund,
  "refund.updated": settleOurRefund,
  "refund.failed": settleOurRefund,
  "charge.dispute.created": settleChargeback,
  "charge.dispute.updated": settleChargeback,
  "charge.dispute.closed": settleChargeback,
  "charge.dispute.funds_withdrawn": settleChargeback,
  "charge.dispute.funds_reinstated": settleChargeback,
};
export const handledTypes = Object.keys(handlers);

/** The same for thin events (rail B, and accounts on both rails): they name an object and carry none of it. `context` is whose it is. */
const thinHandlers: Record<string, Handler> = {
  "v2.core.account[configuration.recipient].capability_status_updated": refreshAccount,
  "v2.core.account[requirements].updated": refreshAccount,
  "v2.core.account_link.returned": refreshAccount,
  "v2.money_management.payout_method.updated": (deps, _method, context) => refreshAccount(deps, context ?? ""),
  "v2.money_management.received_credit.available": settleReceivedCredit,
  "v2.money_management.payout_intent.processing": goOnWithIntent,
  "v2.money_management.payout_intent.requires_action": goOnWithIntent,
  "v2.money_management.outbound_payment.posted": settlePayment,
  "v2.money_management.outbound_payment.failed": settlePayment,
  "v2.money_management.outbound_payment.returned": settlePayment,
  "v2.money_management.outbound_payment.canceled": settlePayment,
};
export const handledThinTypes = Object.keys(thinHandlers);

export async function actOnStripeEvent(deps: JobDeps, message: InboxMessage): Promise<void> {
  if (message.source === "stripe-v2") {
    const { context } = message.payload as { context?: string };
    if (message.account) await thinHandlers[message.type]?.(deps, message.account, context ?? null);
    return;
  }
  const object = (message.payload as unknown as Stripe.Event).data?.object as { id?: string } | undefined;
  if (object?.id) await handlers[message.type]?.(deps, object.id, message.account);
}

function refreshAccount(deps: JobDeps, stripeAccountId: string): Promise<void> {
  return refreshPayoutAccountFlow(deps.db, deps.stripe, { stripeAccountId }, deps.context());
}

function settlePayment(deps: JobDeps, outboundPaymentId: string): Promise<void> {
  return settleOutboundPaymentFlow(deps.db, deps.stripe, { outboundPaymentId }, deps.context());
}

/** Stripe took up an intent, or cannot: the payout that waited for that goes on. */
async function goOnWithIntent(deps: JobDeps, intentId: string): Promise<void> {
  const { metadata } = await deps.stripe.v2.moneyManagement.payoutIntents.retrieve(intentId);
  await goOn(deps, metadata?.payoutId);
}

/** Money arrived in the financial account: the payout it was brought for goes on; what somebody brought by hand is booked for the next ones. */
async function settleReceivedCredit(deps: JobDeps, creditId: string): Promise<void> {
  const credit = await deps.stripe.v2.moneyManagement.receivedCredits.retrieve(creditId);
  const source = credit.balance_transfer?.payout;
  const payoutId = source ? (await deps.stripe.payouts.retrieve(source)).metadata?.payoutId : undefined;
  if (payoutId && isId(payoutId)) {
    // The answer to the call may have been lost: that the money left is booked before it is booked that it came.
    await goOn(deps, payoutId);
    await deps.db.transaction((tx) => markFunded(tx, { payoutId, receivedCreditId: creditId }, deps.context()));
    return goOn(deps, payoutId);
  }
  const received = {
    receivedCreditId: creditId,
    amount: money(credit.amount.value, credit.amount.currency.toUpperCase()),
    at: new Date(credit.created),
    from: source ? ("balance" as const) : ("bank" as const),
  };
  await deps.db.transaction((tx) => recordReceivedCredit(tx, received, deps.context()));
}

async function goOn(deps: JobDeps, payoutId: string | undefined): Promise<void> {
  if (payoutId && isId(payoutId)) await sendPayoutFlow(deps.db, deps.stripe, { payoutId }, deps.context());
}

function settleIntent(deps: JobDeps, intentId: string): Promise<void> {
  return settleIntentFlow(deps.db, deps.stripe, { intentId }, deps.context());
}

async function settleOurTopUp(deps: JobDeps, topUpId: string): Promise<void> {
  const topUp = await deps.stripe.topups.retrieve(topUpId);
  await deps.db.transaction((tx) => settleTopUp(tx, topUp, deps.context()));
}

function settleOurRefund(deps: JobDeps, stripeRefundId: string): Promise<void> {
  return settleRefundFlow(deps.db, deps.stripe, { stripeRefundId }, deps.context());
}

/** The answer to the charge may have been lost, and a bank can be quick: what was paid is settled first, so that the charge is known as ours. */
async function settleChargeback(deps: JobDeps, stripeDisputeId: string): Promise<void> {
  const said = await deps.stripe.disputes.retrieve(stripeDisputeId);
  const record = () => deps.db.transaction((tx) => recordChargeback(tx, { said }, deps.context()));
  if (await record()) return;
  const intent = said.payment_intent;
  if (!intent) return;
  const payment_intent = typeof intent === "string" ? intent : intent.id;
  await settleIntent(deps, payment_intent);
  const { data } = await deps.stripe.invoicePayments.list({ payment: { type: "payment_intent", payment_intent } });
  for (const { invoice } of data) await settleInvoice(deps, typeof invoice === "string" ? invoice : invoice.id!);
  await record();
}

function settleInvoice(deps: JobDeps, stripeInvoiceId: string): Promise<void> {
  return settleTermsInvoiceFlow(deps.db, deps.stripe, { stripeInvoiceId }, deps.context());
}

async function refreshOwner(deps: JobDeps, _bankId: string, account: string | null): Promise<void> {
  if (account) await refreshPayoutAccountFlow(deps.db, deps.stripe, { stripeAccountId: account }, deps.context());
}

/** An agent's payout (connected account) or Stripe's own sweep of the platform's balance. */
async function settleBankPayout(deps: JobDeps, stripePayoutId: string, account: string | null): Promise<void> {
  const payout = await deps.stripe.payouts.retrieve(stripePayoutId, {}, account ? { stripeAccount: account } : {});
  const forPayout = payout.metadata?.payoutId;
  // One to our own financial account is no sweep: it brings what a rail B payout lacks there, or was made by hand.
  if (payout.payout_method && forPayout && isId(forPayout)) {
    const funding = { payoutId: forPayout, stripePayoutId, failed: payout.status === "failed" || payout.status === "canceled" };
    return settleFundingFlow(deps.db, deps.stripe, funding, deps.context());
  }
  if (!account) {
    const amount = money(payout.amount, payout.currency.toUpperCase());
    const failed = payout.status === "failed";
    const at = new Date(payout.created * 1000);
    const record = payout.payout_method ? recordFunding : recordSweep;
    return deps.db.transaction((tx) => record(tx, { stripePayoutId, amount, at, failed }, deps.context()));
  }
  const payoutId = payout.metadata?.payoutId;
  if (!payoutId || !isId(payoutId)) return;
  // The answer to the call may have been lost; the same key gives it again.
  await sendPayoutFlow(deps.db, deps.stripe, { payoutId }, deps.context());
  if (payout.status === "paid") await deps.db.transaction((tx) => settlePayout(tx, { payoutId }, deps.context()));
  if (payout.status === "failed" || payout.status === "canceled") {
    const failure = { payoutId, code: payout.failure_code ?? payout.status, message: payout.failure_message ?? "" };
    await failPayoutFlow(deps.db, deps.stripe, failure, deps.context());
  }
}
