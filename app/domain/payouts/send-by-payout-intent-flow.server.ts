import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { refusalOf } from "#app/edges/stripe/refusal.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Db } from "#db/client.server.ts";
import { failPayoutFlow } from "./fail-payout-flow.server.ts";
import { financialAccountId, findReceivedCredit } from "./financial-account.server.ts";
import type { Payout } from "./lock-payout.server.ts";
import { markFunded } from "./mark-funded.server.ts";
import { markFundingFailed } from "./mark-funding-failed.server.ts";
import { markFundingSent } from "./mark-funding-sent.server.ts";
import { markIntended } from "./mark-intended.server.ts";
import { markPaymentMade } from "./mark-payment-made.server.ts";
import { NO_FUNDS, waitsForFunds } from "./payout.ts";
import { planFunding } from "./plan-funding.server.ts";
import { waitForFunds } from "./wait-for-funds.server.ts";

type Intent = Stripe.V2.MoneyManagement.PayoutIntent;

/** A quote holds for five minutes: one that runs out between reading and confirming is asked for anew, this often. */
const TRIES_AT_MOST = 3;
/** Stripe's word for a financial account that has too little; NO_FUNDS is the same of the platform's balance. */
const LACKS_FUNDS = "insufficient_funds";

/**
 * Sends a reserved payout on rail B (Global Payouts): brings what the financial account lacks there, asks for the rate, confirms, and books what
 * left for the agent's bank. Money that is not there yet, and a payment that Stripe has not taken up yet, are waited for: their events, or the
 * hourly round, run this again. Killed anywhere it moves the money once: everything that is sent is fixed on the payout first, and each call
 * carries its own key.
 * @returns the state the payout is left in
 * @throws NotFound, Forbidden for people
 */
export async function sendByPayoutIntentFlow(
  db: Db,
  stripe: StripeEdge,
  { payoutId }: { payoutId: string },
  context: Context,
): Promise<string> {
  permit(context.actor, "ledger.post");
  const payout = await db.transaction((tx) => planFunding(tx, { payoutId }, context));
  if (payout.state !== "reserved" && !waitsForFunds(payout)) return payout.state;
  const wait = () => db.transaction((tx) => waitForFunds(tx, payout, context));
  let intent: Intent | null;
  try {
    if (!(await fund(db, stripe, payout, context))) return payout.state;
    intent = await confirmed(db, stripe, payout, context);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    if (refusal.code === NO_FUNDS) return wait();
    return failPayoutFlow(db, stripe, { payoutId, ...refusal }, context);
  }
  if (!intent) return payout.state;
  const paymentId = intent.latest_payout?.outbound_payment;
  if (!paymentId) {
    const reason = failureOf(intent);
    if (reason === LACKS_FUNDS) return wait();
    if (!reason && intent.status !== "canceled") return payout.state;
    return failPayoutFlow(db, stripe, { payoutId, code: reason ?? "canceled", message: "" }, context);
  }
  const payment = await stripe.v2.moneyManagement.outboundPayments.retrieve(paymentId);
  const { value, currency } = payment.to.credited;
  await db.transaction((tx) =>
    markPaymentMade(
      tx,
      {
        payoutId,
        stripeOutboundPaymentId: payment.id,
        localAmount: BigInt(value),
        localCurrency: currency.toUpperCase(),
        exchangeRate: rateOf(intent),
        arrivesAt: payment.expected_arrival_date ? new Date(payment.expected_arrival_date) : null,
      },
      context,
    ),
  );
  return "sent";
}

export function rateOf({ fx_quote, from }: Pick<Intent, "fx_quote" | "from">): string | null {
  return fx_quote?.rates[from.currency]?.exchange_rate ?? null;
}

/** Brings what is lacking into the financial account. @returns whether all of it is there */
async function fund(db: Db, stripe: StripeEdge, payout: Payout, context: Context): Promise<boolean> {
  const { id: payoutId, fundingAmount } = payout;
  if (fundingAmount === 0n || payout.fundedAt) return true;
  const sent = payout.stripeFundingPayoutId !== null;
  const made = payout.stripeFundingPayoutId
    ? await stripe.payouts.retrieve(payout.stripeFundingPayoutId)
    : await stripe.payouts.create(
        {
          amount: Number(fundingAmount),
          currency: payout.currency.toLowerCase(),
          payout_method: await financialAccountId(stripe),
          metadata: { payoutId },
        },
        // Stripe repeats a refusal under the key that it was given under.
        { idempotencyKey: payout.attempts === 0 ? `funding:${payoutId}` : `funding:${payoutId}:${payout.attempts}` },
      );
  if (!sent) await db.transaction((tx) => markFundingSent(tx, { payoutId, stripeFundingPayoutId: made.id }, context));
  if (made.status === "failed" || made.status === "canceled") {
    await db.transaction((tx) => markFundingFailed(tx, { payoutId, stripeFundingPayoutId: made.id }, context));
    return false;
  }
  if (sent && made.status !== "paid") return false;
  const receivedCreditId = await findReceivedCredit(stripe, made, sent ? "all" : "newest");
  if (!receivedCreditId) return false;
  await db.transaction((tx) => markFunded(tx, { payoutId, receivedCreditId }, context));
  return true;
}

/** The payout's intent, confirmed at a rate that holds; null when the payout was kept back in the last moment. */
async function confirmed(db: Db, stripe: StripeEdge, payout: Payout, context: Context): Promise<Intent | null> {
  const { payoutIntents } = stripe.v2.moneyManagement;
  let intent = payout.stripePayoutIntentId
    ? await payoutIntents.retrieve(payout.stripePayoutIntentId)
    : await intend(stripe, payout);
  const mine = { payoutId: payout.id, stripePayoutIntentId: intent.id };
  // An intent that nobody confirms moves nothing; it is there when the payout is let go.
  if (!(await db.transaction((tx) => markIntended(tx, mine, context)))) return null;
  for (let tries = 1; waitsForConfirmation(intent) || (tries === 1 && failureOf(intent) === LACKS_FUNDS); tries++) {
    try {
      if (intent.fx_quote?.lock_status === "expired") await payoutIntents.refreshFxQuote(intent.id);
      await payoutIntents.confirm(intent.id);
    } catch (error) {
      // A quote that ran out in between, or somebody who was quicker: what the intent says now decides.
      if (!refusalOf(error)) throw error;
      intent = await payoutIntents.retrieve(intent.id);
      if (waitsForConfirmation(intent) && tries === TRIES_AT_MOST) throw error;
      continue;
    }
    intent = await payoutIntents.retrieve(intent.id);
  }
  return intent;
}

function failureOf({ next_action: next }: Intent): string | null {
  return next?.handle_failure?.failure_reason ?? null;
}

function waitsForConfirmation({ status, next_action: next }: Intent): boolean {
  return status === "requires_action" && next?.type === "confirm";
}

async function intend(stripe: StripeEdge, payout: Payout): Promise<Intent> {
  const currency = payout.currency.toLowerCase();
  return stripe.v2.moneyManagement.payoutIntents.create(
    {
      amount: { value: Number(payout.amount), currency },
      confirmation_method: "manual",
      from: { currency, financial_account: await financialAccountId(stripe) },
      to: {
        currency: payout.localCurrency!.toLowerCase(),
        payout_method: payout.stripePayoutMethodId!,
        recipient: payout.stripeAccountId,
      },
      metadata: { payoutId: payout.id, agentId: payout.agentId },
    },
    { idempotencyKey: `intent:${payout.id}` },
  );
}
