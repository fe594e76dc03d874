import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { reverseTransaction } from "#app/domain/ledger/reverse-transaction.server.ts";
import type { Money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";

/**
 * Money that somebody moved from the platform's balance to its financial account at Stripe, not for one payout; taken back when it did not get
 * there. The next payouts on rail B use it. @param at when Stripe took it from the balance
 */
export async function recordFunding(
  tx: Tx,
  { stripePayoutId, amount, at, failed }: { stripePayoutId: string; amount: Money; at: Date; failed: boolean },
  context: Context,
): Promise<void> {
  permit(context.actor, "ledger.post");
  const key = `funding:${stripePayoutId}`;
  const { currency } = amount;
  await postTransaction(
    tx,
    {
      key,
      kind: "financial-account.funding-sent",
      occurredAt: at,
      stripeId: stripePayoutId,
      postings: [{ debit: accounts.stripeInTransit(currency), credit: accounts.stripeBalance(currency), amount }],
    },
    context,
  );
  if (failed) await reverseTransaction(tx, { key, as: `${key}:reversed`, stripeId: stripePayoutId }, context);
}
