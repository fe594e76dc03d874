import { eq, sql } from "drizzle-orm";
import { Conflict } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { accountingPeriods, ledgerTransactions } from "#db/schema/ledger.ts";
import { spanOfMonth } from "./period.ts";
import { trialBalanceAt } from "./trial-balance.server.ts";

interface Closing {
  month: string;
  by: string | null;
  note: string;
  checks: { name: string; passed: boolean; detail: string }[];
}

/**
 * Locks a month of the books with its trial balance: nothing is posted into it any more (trigger), nothing reopens it (trigger). Whoever is posting
 * is waited for, and waits; so the kept balances are the month's last. Months close in order.
 * @throws Conflict when it is closed, has not ended, or an earlier month with postings is open
 */
export async function lockPeriod(tx: Tx, { month, by, note, checks }: Closing, { now }: { now: Date }): Promise<void> {
  const { from, to } = spanOfMonth(month);
  if (to > now) throw new Conflict("ledger:errors.monthNotOver");
  await tx.execute(sql`lock table ${ledgerTransactions} in share row exclusive mode`);
  const [known] = await tx.select().from(accountingPeriods).where(eq(accountingPeriods.month, month)).for("update");
  if (known?.state === "closed") throw new Conflict("ledger:errors.monthClosed");
  const [earlier] = await tx.execute<{ month: string }>(sql`
    select to_char(occurred_at at time zone 'UTC', 'YYYY-MM') as month from ${ledgerTransactions} t
    where occurred_at < ${from.toISOString()} and not exists
      (select 1 from ${accountingPeriods} p where p.state = 'closed' and p.month = to_char(t.occurred_at at time zone 'UTC', 'YYYY-MM'))
    order by occurred_at limit 1`);
  if (earlier) throw new Conflict("ledger:errors.earlierMonthOpen", { month: earlier.month });
  const trial = await trialBalanceAt(tx, new Date(to.getTime() - 1));
  const balances = trial.map(({ id, currency, debits, credits }) => ({
    account: id,
    currency,
    debits: String(debits),
    credits: String(credits),
  }));
  const row = { state: "closed" as const, closedAt: now, closedBy: by, note, balances, checks };
  await tx
    .insert(accountingPeriods)
    .values({ month, ...row })
    .onConflictDoUpdate({ target: accountingPeriods.month, set: row });
}
