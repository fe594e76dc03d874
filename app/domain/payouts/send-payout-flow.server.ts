import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Db } from "#db/client.server.ts";
import { payoutById } from "./lock-payout.server.ts";
import { sendByPayoutIntentFlow } from "./send-by-payout-intent-flow.server.ts";
import { sendByTransferFlow } from "./send-by-transfer-flow.server.ts";

/**
 * Sends a reserved payout by the rail it was reserved for. Killed anywhere and run again it moves the money once. When the balance at Stripe is
 * too low it waits and goes again within the hour; anything else that Stripe refuses fails the payout and gives the money back; a broken connection
 * throws, and the job comes back.
 * @returns the state the payout is left in
 * @throws NotFound, Forbidden for people
 */
export async function sendPayoutFlow(db: Db, stripe: StripeEdge, input: { payoutId: string }, context: Context): Promise<string> {
  permit(context.actor, "ledger.post");
  const { rail } = await payoutById(db, input.payoutId);
  return rail === "b" ? sendByPayoutIntentFlow(db, stripe, input, context) : sendByTransferFlow(db, stripe, input, context);
}
