import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { reverseTransaction } from "#app/domain/ledger/reverse-transaction.server.ts";
import type { Money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";

/**
 * Stripe's automatic payout of the platform's own balance to the platform's bank (decision 005); taken back when the bank refused it.
 * @param at when Stripe took it from the balance: its event may reach us a day later
 */
export async function recordSweep(
  tx: Tx,
  { stripePayoutId, amount, at, failed }: { stripePayoutId: string; amount: Money; at: Date; failed: boolean },
  context: Context,
): Promise<void> {
  permit(context.actor, "ledger.post");
  const key = `sweep:${stripePayoutId}`;
  const { currency } = amount;
  await postTransaction(
    tx,
    {
      key,
      kind: "sweep",
      occurredAt: at,
      stripeId: stripePayoutId,
      postings: [{ debit: accounts.bank(currency), credit: accounts.stripeBalance(currency), amount }],
    },
    context,
  );
  if (failed) await reverseTransaction(tx, { key, as: `${key}:reversed`, stripeId: stripePayoutId }, context);
}
