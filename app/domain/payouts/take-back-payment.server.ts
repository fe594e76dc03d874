import { refusalOf } from "#app/edges/stripe/refusal.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { payouts } from "#db/schema/payouts.ts";
import type { Reversal } from "./fail-payout.server.ts";

/**
 * What of a failed rail B payout has come back into the financial account: all, by the payment that failed or was sent back; null when none had
 * left. Nothing may go out afterwards, so an intent that could still be confirmed is called off.
 * @throws Error when the money is with the bank
 */
export async function takeBackPayment(stripe: StripeEdge, payout: typeof payouts.$inferSelect): Promise<Reversal | null> {
  const { payoutIntents, outboundPayments } = stripe.v2.moneyManagement;
  const { stripePayoutIntentId: intentId, stripeOutboundPaymentId: paymentId } = payout;
  if (!intentId) return null;
  try {
    await payoutIntents.cancel(intentId);
  } catch (error) {
    const code = refusalOf(error)?.code;
    if (code !== "already_canceled" && code !== "not_cancelable") throw error;
  }
  if (!paymentId) return null;
  const payment = await outboundPayments.retrieve(paymentId);
  if (payment.status === "processing" || payment.status === "posted")
    throw new Error(`${paymentId} is ${payment.status}: its money has not come back`);
  return { id: paymentId, short: 0n, left: 0n };
}
