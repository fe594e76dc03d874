import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";
import { payoutLifecycle } from "./payout.ts";

/** Stripe took the payout to the agent's bank; whether it arrives, an event tells. */
export async function markSent(
  tx: Tx,
  { payoutId, stripePayoutId, arrivesAt }: { payoutId: string; stripePayoutId: string; arrivesAt: Date },
  { actor, now }: Context,
): Promise<void> {
  permit(actor, "ledger.post");
  const payout = await lockPayout(tx, payoutId);
  if (payout.state !== "transferred") return;
  await tx
    .update(payouts)
    .set({ state: payoutLifecycle.next(payout.state, "send"), stripePayoutId, arrivesAt, sentAt: now })
    .where(eq(payouts.id, payoutId));
}
