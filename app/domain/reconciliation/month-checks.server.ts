import { sql } from "drizzle-orm";
import { spanOfMonth } from "#app/domain/ledger/period.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { type MonthCheck, RESERVED_DAYS } from "./month.ts";

/** The checklist of a month's close, each point by itself. One query. */
export async function checksOfMonth(db: Queryable, month: string, now: Date): Promise<MonthCheck[]> {
  const { from, to } = spanOfMonth(month);
  const [begin, end] = [from.toISOString(), to.toISOString()];
  const late = addDays(now, -RESERVED_DAYS).toISOString();
  const [row] = await db.execute<{
    proof: string | null;
    compared: string | null;
    open: number;
    clearing: { currency: string; amount: string }[] | null;
    reserved: number;
    unbilled: number;
  }>(sql`select
    (select max(day)::text from ledger_proofs where day >= ${end.slice(0, 10)} and holds
      and not exists (select 1 from ledger_proofs later where later.day > ledger_proofs.day and not later.holds)) as proof,
    (select to_char(max(to_at) at time zone 'UTC', 'YYYY-MM-DD') from reconciliation_runs where daily and finished_at is not null) as compared,
    (select count(*)::int from reconciliation_cases where state = 'open' and occurred_at < ${end}) as open,
    (select jsonb_agg(jsonb_build_object('currency', currency, 'amount', amount::text)) from (
      select p.currency, sum(case when a.id = p.debit_account then p.amount else -p.amount end) as amount
      from ledger_accounts a join ledger_postings p on (p.debit_account = a.id or p.credit_account = a.id) and p.occurred_at < ${end}
        join ledger_transactions t on t.id = p.transaction_id
      where a.kind = 'clearing' and not exists (select 1 from payouts w where t.source_kind = 'payout' and w.id::text = t.source_id
        and w.transferred_at < ${end} and coalesce(w.failed_at, w.paid_at, 'infinity') >= ${end})
      group by p.currency having sum(case when a.id = p.debit_account then p.amount else -p.amount end) <> 0) c) as clearing,
    (select count(*)::int from payouts where state in ('reserved', 'transferred') and reserved_at < least(${end}::timestamptz, ${late}::timestamptz))
      + (select count(*)::int from charges where state = 'reserved' and reserved_at < least(${end}::timestamptz, ${late}::timestamptz)) as reserved,
    (select count(*)::int from timesheets t where t.frozen_at >= ${begin} and t.frozen_at < ${end} and t.pay > 0
      and not exists (select 1 from invoice_lines l where l.timesheet_id = t.id and l.kind = 'work')) as unbilled`);
  const { proof, compared, open, reserved, unbilled } = row!;
  const clearing = row!.clearing ?? [];
  const reached = compared !== null && compared >= end.slice(0, 10);
  return [
    { name: "over", passed: to <= now, detail: end.slice(0, 10) },
    { name: "proof", passed: proof !== null, detail: proof ?? "" },
    { name: "reconciled", passed: reached, detail: compared ?? "" },
    { name: "cases", passed: open === 0, detail: String(open) },
    {
      name: "clearing",
      passed: clearing.length === 0,
      detail: clearing.map((one) => `${toMajor(money(BigInt(one.amount), one.currency))} ${one.currency}`).join(", "),
    },
    { name: "reserved", passed: reserved === 0, detail: String(reserved) },
    { name: "bills", passed: unbilled === 0, detail: String(unbilled) },
  ];
}
