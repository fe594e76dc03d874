import { inArray, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { ledgerAccounts, ledgerBalances } from "#db/schema/ledger.ts";
import type { AccountKind } from "./chart.ts";

const owedKinds: AccountKind[] = ["agent:pending", "agent:held", "agent:available", "agent:in_transit"];

/**
 * What is owed to agents until it reaches their banks, by currency in lower case, in minor units. The platform's Stripe balance keeps at
 * least this much from the sweep (money.md, "Calls"); what was transferred already still counts, so that it errs on the safe side.
 */
export async function agentLiabilities(db: Queryable): Promise<Record<string, number>> {
  const rows = await db
    .select({
      currency: ledgerAccounts.currency,
      owed: sql<string>`greatest(0, sum(${ledgerBalances.credits} - ${ledgerBalances.debits}))`,
    })
    .from(ledgerBalances)
    .innerJoin(ledgerAccounts, sql`${ledgerAccounts.id} = ${ledgerBalances.accountId}`)
    .where(inArray(ledgerAccounts.kind, owedKinds))
    .groupBy(ledgerAccounts.currency);
  return Object.fromEntries(rows.map((row) => [row.currency.toLowerCase(), Number(row.owed)]));
}
