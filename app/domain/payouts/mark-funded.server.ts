import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";

/**
 * The money for a payout has arrived in the financial account, which Stripe calls a received credit. It counts there even when the payout has
 * failed meanwhile: then the next one uses it. Twice is once.
 * @throws NotFound, Forbidden for people
 */
export async function markFunded(
  tx: Tx,
  { payoutId, receivedCreditId }: { payoutId: string; receivedCreditId: string },
  { actor, now }: Context,
): Promise<void> {
  permit(actor, "ledger.post");
  const payout = await lockPayout(tx, payoutId);
  if (payout.fundedAt) return;
  const { currency } = payout;
  await tx.update(payouts).set({ fundedAt: now }).where(eq(payouts.id, payoutId));
  await postTransaction(
    tx,
    {
      key: `payout:${payoutId}:funded`,
      kind: "financial-account.funded",
      source: { kind: "payout", id: payoutId },
      stripeId: receivedCreditId,
      postings: [
        {
          debit: accounts.stripeBalance(currency, "b"),
          credit: accounts.stripeInTransit(currency),
          amount: money(payout.fundingAmount!, currency),
        },
      ],
    },
    { now },
  );
}
