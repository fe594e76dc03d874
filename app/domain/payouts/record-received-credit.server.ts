import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import type { Money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";

/**
 * Money that came into the financial account, not for one payout: out of the platform's own balance at Stripe, or from the platform's bank. Twice is
 * once. @param at when it was there
 */
export async function recordReceivedCredit(
  tx: Tx,
  { receivedCreditId, amount, at, from }: { receivedCreditId: string; amount: Money; at: Date; from: "balance" | "bank" },
  context: Context,
): Promise<void> {
  permit(context.actor, "ledger.post");
  const { currency } = amount;
  await postTransaction(
    tx,
    {
      key: `received:${receivedCreditId}`,
      kind: "financial-account.funded",
      occurredAt: at,
      stripeId: receivedCreditId,
      postings: [
        {
          debit: accounts.stripeBalance(currency, "b"),
          credit: from === "balance" ? accounts.stripeInTransit(currency) : accounts.bank(currency),
          amount,
        },
      ],
    },
    context,
  );
}
