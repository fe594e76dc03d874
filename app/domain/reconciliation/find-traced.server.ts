import { sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { isId } from "#app/kernel/ids.ts";
import type { Queryable } from "#db/client.server.ts";
import type { TraceKind } from "./trace.ts";

const nobody = "00000000-0000-0000-0000-000000000000";

/**
 * What an id stands for: one of ours (payout, bill, charge, invoice, timesheet, segment, ledger transaction), a bill's or invoice's number
 * ("DH-2026-000014"), a ledger key, or Stripe's (ch_, pi_, tr_, trr_, po_, txn_). One query.
 * @returns null when nothing of ours is called so; @throws Forbidden without "trace.view"
 */
export async function findTraced(
  db: Queryable,
  text: string,
  actor: Actor,
): Promise<{ kind: TraceKind | "transactions"; id: string } | null> {
  permit(actor, "trace.view");
  const asked = text.trim();
  if (asked.length < 4 || asked.length > 200) return null;
  const id = isId(asked) ? asked : nobody;
  const [, series = "", year = "0", number = "0"] = /^(.+)-(\d{4})-(\d{1,6})$/.exec(asked.toUpperCase()) ?? [];
  const rows = await db.execute<{ kind: TraceKind | "transactions"; id: string; rank: number }>(sql`
    select 'payouts' as kind, id::text, 1 as rank from payouts where id = ${id} or stripe_transfer_id = ${asked}
      or stripe_payout_id = ${asked} or stripe_transfer_balance_transaction_id = ${asked}
    union all select 'bills', id::text, 1 from bills where id = ${id}
    union all select 'bills', bill_id::text, 2 from charges where id = ${id} or stripe_charge_id = ${asked}
      or stripe_payment_intent_id = ${asked} or stripe_balance_transaction_id = ${asked}
    union all select 'bills', bill_id::text, 2 from invoices where id = ${id}
      or (series = ${series} and year = ${Number(year)} and number = ${Number(number)})
    union all select 'timesheets', id::text, 1 from timesheets where id = ${id}
    union all select 'segments', id::text, 1 from segments where id = ${id}
    union all select case when source_kind in ('bill', 'payout', 'timesheet') then source_kind || 's' else 'transactions' end,
      coalesce(case when source_kind in ('bill', 'payout', 'timesheet') then source_id end, id::text), 3
      from ledger_transactions where stripe_id = ${asked} or key = ${asked}
    union all select 'transactions', id::text, 1 from ledger_transactions where id = ${id}
    union all select 'transactions', t.id::text, 4 from reconciliation_items i join ledger_transactions t on t.stripe_id = i.source_id
      where i.balance_transaction_id = ${asked}
    order by rank limit 1`);
  const [found] = rows;
  return found ? { kind: found.kind, id: found.id } : null;
}
