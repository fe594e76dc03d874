import { asc, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { ledgerAccounts } from "#db/schema/ledger.ts";
import { type AccountBalance, trialBalance } from "./balances.server.ts";
import { balanceOn, type Side } from "./chart.ts";

/**
 * Every account as of a moment, from the postings that occurred up to and including it; without one, from the running balances.
 * Accounts that were not posted to by then are left out.
 */
export async function trialBalanceAt(db: Queryable, at: Date | null): Promise<AccountBalance[]> {
  if (!at) return trialBalance(db);
  const rows = await db.execute<{
    id: string;
    kind: string;
    currency: string;
    owner_id: string | null;
    normal_side: Side;
    debits: string;
    credits: string;
  }>(sql`
    with legs as (
      select p.debit_account as account, p.amount as debits, 0::bigint as credits from ledger_postings p
        join ledger_transactions t on t.id = p.transaction_id where t.occurred_at <= ${at.toISOString()}
      union all
      select p.credit_account, 0, p.amount from ledger_postings p
        join ledger_transactions t on t.id = p.transaction_id where t.occurred_at <= ${at.toISOString()}
    ), sums as (select account, sum(debits)::text as debits, sum(credits)::text as credits from legs group by account)
    select ${ledgerAccounts.id} as id, kind, currency, owner_id, normal_side, sums.debits, sums.credits
    from ${ledgerAccounts} join sums on sums.account = ${ledgerAccounts.id} order by ${asc(ledgerAccounts.currency)}, ${asc(ledgerAccounts.id)}`);
  return rows.map((row) => {
    const [debits, credits] = [BigInt(row.debits), BigInt(row.credits)];
    return {
      id: row.id,
      kind: row.kind,
      currency: row.currency,
      ownerId: row.owner_id,
      balance: balanceOn(row.normal_side, debits, credits),
      debits,
      credits,
    };
  });
}
