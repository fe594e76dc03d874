import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { refusalOf } from "#app/edges/stripe/refusal.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { failPayout, type Reversal } from "./fail-payout.server.ts";
import { takesWholeUnits } from "./payout.ts";
import { refreshPayoutAccountFlow } from "./refresh-payout-account-flow.server.ts";
import { takeBackPayment } from "./take-back-payment.server.ts";

/**
 * A payout did not reach the bank, or came back: what was transferred is taken back from the agent's account, and the money is available
 * again; the bank account is read anew, because Stripe disables one that refuses. Twice is once.
 */
export async function failPayoutFlow(
  db: Db,
  stripe: StripeEdge,
  { payoutId, code, message }: { payoutId: string; code: string; message: string },
  context: Context,
): Promise<"failed"> {
  permit(context.actor, "ledger.post");
  const [payout] = await db.select().from(payouts).where(eq(payouts.id, payoutId));
  if (!payout) throw new NotFound();
  if (payout.state === "failed") return "failed";
  const reversal = await takenBack(stripe, payout);
  await db.transaction((tx) => failPayout(tx, { payoutId, code, message, reversal }, context));
  await refreshPayoutAccountFlow(db, stripe, { agentId: payout.agentId }, context);
  return "failed";
}

function takenBack(stripe: StripeEdge, payout: typeof payouts.$inferSelect): Promise<Reversal | null> {
  if (payout.rail === "b") return takeBackPayment(stripe, payout);
  return payout.stripeTransferId ? takeBack(stripe, payout) : Promise.resolve(null);
}

/**
 * Takes the transfer back. Where the bank takes whole units only, a later payout may have carried this one's remainder away already: then the
 * account lacks less than one unit, and one minor unit of the contract's currency stays behind.
 */
async function takeBack(stripe: StripeEdge, payout: typeof payouts.$inferSelect): Promise<Reversal> {
  const { id, stripeTransferId, stripeAccountId, localCurrency } = payout;
  const metadata = { payoutId: id };
  try {
    const whole = await stripe.transfers.createReversal(stripeTransferId!, { metadata }, { idempotencyKey: `reversal:${id}` });
    return { id: whole.id, short: 0n, left: 0n };
  } catch (error) {
    if (refusalOf(error)?.code !== "balance_insufficient" || !localCurrency || !takesWholeUnits(localCurrency)) throw error;
  }
  const amount = Number(payout.amount - 1n);
  const made = await stripe.transfers.createReversal(
    stripeTransferId!,
    { amount, metadata },
    { idempotencyKey: `reversal:${id}:short` },
  );
  const connected = { stripeAccount: stripeAccountId };
  const refund = await stripe.refunds.retrieve(idOf(made.destination_payment_refund!), {}, connected);
  const payment = await stripe.charges.retrieve(idOf(refund.charge!), {}, connected);
  return { id: made.id, short: 1n, left: BigInt(payment.amount - refund.amount) };
}

const idOf = (value: string | { id: string }): string => (typeof value === "string" ? value : value.id);
