import { and, eq, inArray, sql } from "drizzle-orm";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { settlementCurrencies } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { ledgerAccounts, ledgerBalances } from "#db/schema/ledger.ts";

/**
 * What Stripe may not sweep to the platform's own bank: every liability to agents that is not paid out yet, raised before charging
 * (money.md, "Calls").
 */
export async function raiseMinimumBalance(db: Db, stripe: StripeEdge): Promise<void> {
  const rows = await db
    .select({
      currency: ledgerAccounts.currency,
      amount: sql<string>`sum(${ledgerBalances.credits} - ${ledgerBalances.debits})::text`,
    })
    .from(ledgerAccounts)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .where(
      and(
        inArray(ledgerAccounts.kind, ["agent:pending", "agent:held", "agent:available", "agent:in_transit", "business:credit"]),
        // Remainders carried in other currencies already lie in the agents' own accounts.
        inArray(ledgerAccounts.currency, [...settlementCurrencies]),
      ),
    )
    .groupBy(ledgerAccounts.currency);
  const minimum = Object.fromEntries(rows.map((row) => [row.currency.toLowerCase(), Math.max(0, Number(row.amount))]));
  if (rows.length > 0) await stripe.balanceSettings.update({ payments: { payouts: { minimum_balance_by_currency: minimum } } });
}
