import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { reverseTransaction } from "#app/domain/ledger/reverse-transaction.server.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";
import { waitForFunds } from "./wait-for-funds.server.ts";

/**
 * The money for a payout did not get to the financial account: it is in the platform's balance again, and the payout waits for funds and asks for
 * them anew. Twice is once. @throws NotFound, Forbidden for people
 */
export async function markFundingFailed(
  tx: Tx,
  { payoutId, stripeFundingPayoutId }: { payoutId: string; stripeFundingPayoutId: string },
  context: Context,
): Promise<void> {
  permit(context.actor, "ledger.post");
  const payout = await lockPayout(tx, payoutId);
  if (payout.stripeFundingPayoutId !== stripeFundingPayoutId || payout.fundedAt) return;
  const key = `payout:${payoutId}:funding:${stripeFundingPayoutId}`;
  await reverseTransaction(tx, { key, as: `${key}:reversed`, stripeId: stripeFundingPayoutId }, context);
  await tx.update(payouts).set({ stripeFundingPayoutId: null }).where(eq(payouts.id, payoutId));
  await waitForFunds(tx, payout, context);
}
