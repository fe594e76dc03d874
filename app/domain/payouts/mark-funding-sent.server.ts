import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";

/** Money left the platform's balance for its financial account and is on its way there. Twice is once. @throws NotFound, Forbidden for people */
export async function markFundingSent(
  tx: Tx,
  { payoutId, stripeFundingPayoutId }: { payoutId: string; stripeFundingPayoutId: string },
  { actor, now }: Context,
): Promise<void> {
  permit(actor, "ledger.post");
  const { currency, fundingAmount, stripeFundingPayoutId: known } = await lockPayout(tx, payoutId);
  if (known) return;
  await tx.update(payouts).set({ stripeFundingPayoutId }).where(eq(payouts.id, payoutId));
  await postTransaction(
    tx,
    {
      key: `payout:${payoutId}:funding:${stripeFundingPayoutId}`,
      kind: "financial-account.funding-sent",
      source: { kind: "payout", id: payoutId },
      stripeId: stripeFundingPayoutId,
      postings: [
        {
          debit: accounts.stripeInTransit(currency),
          credit: accounts.stripeBalance(currency),
          amount: money(fundingAmount!, currency),
        },
      ],
    },
    { now },
  );
}
