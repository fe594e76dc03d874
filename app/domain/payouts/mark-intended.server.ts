import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { beginSending } from "./begin-sending.server.ts";
import { lockPayout } from "./lock-payout.server.ts";

/**
 * Stripe has a payout intent for it, which is confirmed next.
 * @returns false when somebody kept the payout back, or it failed, meanwhile: then it is not confirmed
 * @throws NotFound, Forbidden for people
 */
export async function markIntended(
  tx: Tx,
  { payoutId, stripePayoutIntentId }: { payoutId: string; stripePayoutIntentId: string },
  context: Context,
): Promise<boolean> {
  permit(context.actor, "ledger.post");
  const payout = await lockPayout(tx, payoutId);
  if (payout.stripePayoutIntentId === null)
    await tx.update(payouts).set({ stripePayoutIntentId }).where(eq(payouts.id, payoutId));
  return beginSending(tx, { payoutId }, context);
}
