import { like, sql } from "drizzle-orm";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { ledgerBalances, ledgerProofs } from "#db/schema/ledger.ts";

interface Proof {
  /** UTC day of the proof. */
  day: string;
  /** What Stripe says it holds on each rail, pending and available together, minor units. */
  stripeBalances: { rail?: "a" | "b"; currency: string; amount: bigint }[];
}

/**
 * The nightly proof (money.md, "Ledger"): running balances against the independent sum of all postings, debits against credits, and our
 * Stripe accounts against Stripe's own word. Kept, whatever it says; a day's second proof replaces the first.
 */
export async function proveLedger(tx: Tx, { day, stripeBalances }: Proof, { now }: { now: Date }): Promise<{ holds: boolean }> {
  const summed = await tx.execute<{
    account: string;
    debits: string;
    credits: string;
    running_debits: string | null;
    running_credits: string | null;
  }>(sql`
    with legs as (
      select debit_account as account, amount as debits, 0::bigint as credits from ledger_postings
      union all select credit_account, 0, amount from ledger_postings
    ), sums as (select account, sum(debits) as debits, sum(credits) as credits from legs group by account),
    running as (select account_id, sum(debits) as debits, sum(credits) as credits from ledger_balances group by account_id)
    select coalesce(s.account, b.account_id) as account, coalesce(s.debits, 0)::text as debits, coalesce(s.credits, 0)::text as credits,
      b.debits::text as running_debits, b.credits::text as running_credits
    from sums s full join running b on b.account_id = s.account`);
  const differences = summed
    .filter((row) => row.debits !== row.running_debits || row.credits !== row.running_credits)
    .map((row) => ({
      account: row.account,
      running: `${row.running_debits ?? 0}/${row.running_credits ?? 0}`,
      summed: `${row.debits}/${row.credits}`,
    }));
  // A posting repeats its transaction's moment (decision 012).
  const moved = await tx.execute<{ account: string; running: string; summed: string }>(sql`
    select p.debit_account as account, p.occurred_at::text as running, t.occurred_at::text as summed
    from ledger_postings p join ledger_transactions t on t.id = p.transaction_id where t.occurred_at <> p.occurred_at limit 100`);
  differences.push(...moved.map(({ account, running, summed: own }) => ({ account, running, summed: own })));
  const rail = sql<"a" | "b">`split_part(${ledgerBalances.accountId}, ':', 2)`;
  const booked = await tx
    .select({
      rail,
      currency: ledgerBalances.currency,
      amount: sql<string>`sum(${ledgerBalances.debits} - ${ledgerBalances.credits})::text`,
    })
    .from(ledgerBalances)
    .where(like(ledgerBalances.accountId, "stripe:%:balance:%"))
    .groupBy(rail, ledgerBalances.currency);
  const known = stripeBalances.map((one) => ({ ...one, rail: one.rail ?? ("a" as const) }));
  const keys = new Set([...booked, ...known.filter((one) => one.amount !== 0n)].map((one) => `${one.rail} ${one.currency}`));
  const stripe = [...keys].sort().map((key) => {
    const same = (one: { rail: string; currency: string }) => `${one.rail} ${one.currency}` === key;
    return {
      rail: key.slice(0, 1) as "a" | "b",
      currency: key.slice(2),
      ours: booked.find(same)?.amount ?? "0",
      theirs: String(known.find(same)?.amount ?? 0n),
    };
  });
  const holds = differences.length === 0 && stripe.every((row) => row.ours === row.theirs);
  const [counted] = await tx.execute<{ n: string }>(sql`select count(*)::text as n from ledger_postings`);
  const row = { provedAt: now, holds, accounts: BigInt(summed.length), postings: BigInt(counted!.n), differences, stripe };
  await tx
    .insert(ledgerProofs)
    .values({ id: newId(), day, ...row })
    .onConflictDoUpdate({ target: ledgerProofs.day, set: row });
  return { holds };
}
