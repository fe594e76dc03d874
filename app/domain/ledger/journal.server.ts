import { and, gte, lt, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { ledgerPostings } from "#db/schema/ledger.ts";
import { type JournalEntry, type JournalSum, journalEntries } from "./journal.ts";
import { spanOfMonth } from "./period.ts";

/**
 * The journal of a month, an entry for each day, kind of transaction and currency, summed by account without its owner: what an accounting program
 * takes. The sums are made by the database, so a month may be of any size. One query.
 */
export async function journalOfMonth(db: Queryable, month: string): Promise<JournalEntry[]> {
  const { from, to } = spanOfMonth(month);
  const rows = await db.execute<Record<keyof JournalSum, string>>(sql`
    select to_char(p.occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day, t.kind, p.currency,
      regexp_replace(p.debit_account, '^(agent|business):[^:]+:', '\\1:') as debit,
      regexp_replace(p.credit_account, '^(agent|business):[^:]+:', '\\1:') as credit, sum(p.amount)::text as amount
    from ledger_postings p join ledger_transactions t on t.id = p.transaction_id
    where p.occurred_at >= ${from.toISOString()} and p.occurred_at < ${to.toISOString()}
    group by 1, 2, 3, 4, 5 order by 1, 3, 2, 4, 5`);
  return journalEntries(rows.map((row) => ({ ...row, amount: BigInt(row.amount) })));
}

/** Every posting of a month in order, in pages, so that no month is too big to be written out. */
export async function* postingsOfMonth(db: Queryable, month: string) {
  const { from, to } = spanOfMonth(month);
  const PAGE = 2_000;
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const rows = await db
      .select()
      .from(ledgerPostings)
      .where(and(gte(ledgerPostings.occurredAt, from), lt(ledgerPostings.occurredAt, to), sql`${ledgerPostings.id} > ${after}`))
      .orderBy(ledgerPostings.id)
      .limit(PAGE);
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.id;
  }
}
