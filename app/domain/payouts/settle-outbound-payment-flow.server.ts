import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { isId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { failPayoutFlow } from "./fail-payout-flow.server.ts";
import { sendPayoutFlow } from "./send-payout-flow.server.ts";
import { settlePayout } from "./settle-payout.server.ts";

/**
 * What has become of a rail B payment, as Stripe says now: posted is in the bank; failed and returned give the money back, returned even after it
 * was called paid. Twice is once; payments that are not ours are left alone.
 * @throws Forbidden for people
 */
export async function settleOutboundPaymentFlow(
  db: Db,
  stripe: StripeEdge,
  { outboundPaymentId }: { outboundPaymentId: string },
  context: Context,
): Promise<void> {
  permit(context.actor, "ledger.post");
  const { payoutIntents, outboundPayments } = stripe.v2.moneyManagement;
  const payment = await outboundPayments.retrieve(outboundPaymentId);
  if (!payment.payout_intent) return;
  const payoutId = (await payoutIntents.retrieve(payment.payout_intent)).metadata?.payoutId;
  if (!payoutId || !isId(payoutId)) return;
  // The answer to the call may have been lost; this books that the money left.
  await sendPayoutFlow(db, stripe, { payoutId }, context);
  const { status, status_details: details } = payment;
  if (status === "posted") await db.transaction((tx) => settlePayout(tx, { payoutId }, context));
  if (status === "failed" || status === "returned" || status === "canceled") {
    const code = details?.failed?.reason ?? details?.returned?.reason ?? status;
    await failPayoutFlow(db, stripe, { payoutId, code, message: "" }, context);
  }
}
