import { sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";

export interface SubLedger {
  kind: string;
  currency: string;
  /** Minor units, on the account's normal side. */
  ledger: bigint;
  tables: bigint;
  accounts: number;
  /** Accounts whose balance is not what the tables say. */
  differing: number;
}

/**
 * Money on the accounts of agents and businesses, and what the platform has earned, against the tables that say why it is there: each account
 * by itself, so that two errors cannot hide each other. A conversion's clearing holds exactly what is on its way.
 * One query. @throws Forbidden without "ledger.view"
 */
export async function subLedgers(db: Queryable, actor: Actor): Promise<SubLedger[]> {
  permit(actor, "ledger.view");
  const rows = await db.execute<{
    kind: string;
    currency: string;
    ledger: string;
    tables: string;
    accounts: number;
    differing: number;
  }>(sql`
    with expected as (
      select account, sum(amount) as amount from (
        select 'agent:' || i.issuer_id || ':pending:' || l.currency as account, l.amount
          from invoice_lines l join invoices i on i.id = l.invoice_id
          where l.kind = 'work' and not exists (select 1 from payout_releases r where r.timesheet_id = l.timesheet_id)
        union all select 'agent:' || agent_id || ':available:' || currency, amount from payout_releases where payout_id is null
        union all select 'agent:' || agent_id || ':in_transit:' || currency, amount from payouts where state in ('reserved', 'transferred', 'sent')
        union all select 'agent:' || agent_id || ':paid_out:' || currency, amount from payouts where state = 'paid'
        union all select 'business:' || business_id || ':receivable:' || currency, total from bills where state <> 'paid'
        union all select 'platform:fees:' || currency, fee from bills
        union all select 'platform:stripe_fees:' || currency, stripe_fee from charges where state = 'succeeded'
        union all select 'bank:settled:' || currency, amount from payouts where state = 'paid'
        union all select 'clearing:' || currency, amount from payouts where state in ('transferred', 'sent') and local_currency <> currency
        union all select 'clearing:' || local_currency, -local_amount from payouts where state in ('transferred', 'sent') and local_currency <> currency
        -- What a bank of whole units leaves in an agent's Stripe account is carried there.
        union all select 'agent:' || p.agent_id || ':in_transit:' || p.local_currency, split_part(t.detail->>'arrived', ' ', 1)::bigint - p.local_amount
          from payouts p join ledger_transactions t on t.key = 'payout:' || p.id || ':transfer'
          where p.state in ('transferred', 'sent', 'paid') and p.local_currency <> p.currency
        -- What finance corrected by a case of reconciliation says why by itself.
        union all select p.debit_account, p.amount * case when a.normal_side = 'debit' then 1 else -1 end
          from ledger_transactions t join ledger_postings p on p.transaction_id = t.id join ledger_accounts a on a.id = p.debit_account where t.source_kind = 'case' and a.kind in ('platform:fees', 'platform:stripe_fees', 'bank:settled', 'clearing')
        union all select p.credit_account, p.amount * case when a.normal_side = 'credit' then 1 else -1 end
          from ledger_transactions t join ledger_postings p on p.transaction_id = t.id join ledger_accounts a on a.id = p.credit_account where t.source_kind = 'case' and a.kind in ('platform:fees', 'platform:stripe_fees', 'bank:settled', 'clearing')
      ) all_of_them group by account having sum(amount) <> 0
    ), booked as (
      select a.id, a.kind, a.currency, sum(case when a.normal_side = 'debit' then b.debits - b.credits else b.credits - b.debits end) as amount
      from ledger_accounts a join ledger_balances b on b.account_id = a.id
      where a.kind in ('agent:pending', 'agent:available', 'agent:in_transit', 'agent:paid_out', 'business:receivable',
        'platform:fees', 'platform:stripe_fees', 'bank:settled', 'clearing')
      group by a.id
    ), both_sides as (
      select coalesce(b.id, e.account) as id, coalesce(b.amount, 0) as ledger, coalesce(e.amount, 0) as tables,
        coalesce(b.kind, case when e.account like 'agent:%' or e.account like 'business:%'
          then split_part(e.account, ':', 1) || ':' || split_part(e.account, ':', 3)
          else regexp_replace(e.account, ':[A-Z]{3}$', '') end) as kind,
        coalesce(b.currency, right(e.account, 3)) as currency
      from booked b full join expected e on e.account = b.id
    )
    select kind, currency, sum(ledger)::text as ledger, sum(tables)::text as tables, count(*)::int as accounts,
      (count(*) filter (where ledger <> tables))::int as differing
    from both_sides group by kind, currency order by kind, currency`);
  return rows.map((row) => ({ ...row, ledger: BigInt(row.ledger), tables: BigInt(row.tables) }));
}
