import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Db } from "#db/client.server.ts";
import { payoutById } from "./lock-payout.server.ts";
import { sendPayoutFlow } from "./send-payout-flow.server.ts";

/**
 * What has become of the money brought to the financial account for a payout. When it is there, the payout goes on; when it did not get there, the
 * payout waits, and its next try is the hourly round's: an event told twice must not ask for the money twice.
 * @throws NotFound, Forbidden for people
 */
export async function settleFundingFlow(
  db: Db,
  stripe: StripeEdge,
  { payoutId, stripePayoutId, failed }: { payoutId: string; stripePayoutId: string; failed: boolean },
  context: Context,
): Promise<void> {
  permit(context.actor, "ledger.post");
  const payout = await payoutById(db, payoutId);
  if (failed && payout.stripeFundingPayoutId !== stripePayoutId) return;
  await sendPayoutFlow(db, stripe, { payoutId }, context);
}
