import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { failPayout } from "./fail-payout.server.ts";
import { refreshPayoutAccountFlow } from "./refresh-payout-account-flow.server.ts";

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
  const reversal = payout.stripeTransferId
    ? await stripe.transfers.createReversal(
        payout.stripeTransferId,
        { metadata: { payoutId } },
        { idempotencyKey: `reversal:${payoutId}` },
      )
    : null;
  await db.transaction((tx) => failPayout(tx, { payoutId, code, message, reversalId: reversal?.id ?? null }, context));
  await refreshPayoutAccountFlow(db, stripe, { agentId: payout.agentId }, context);
  return "failed";
}
