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
        -- Pay, bonuses and the agent's own tax on them, until a release takes them along or a dispute holds them.
        select 'agent:' || i.issuer_id || ':pending:' || l.currency as account, l.amount + l.tax as amount
          from invoice_lines l join invoices i on i.id = l.invoice_id
          where l.kind in ('work', 'bonus') and i.kind = 'invoice' and i.issuer_kind = 'agent'
        union all select 'agent:' || agent_id || ':pending:' || currency, -amount from payout_releases where kind in ('week', 'rest', 'bonus')
        union all select 'agent:' || h.agent_id || ':pending:' || h.currency,
            case when h.state = 'open' then -h.from_pending else h.from_available - h.taken - coalesce(r.amount, 0) end
          from pay_holds h left join payout_releases r on r.key = 'dispute:' || h.dispute_id
        union all select 'agent:' || agent_id || ':held:' || currency, from_pending + from_available from pay_holds where state = 'open'
        union all select 'agent:' || agent_id || ':owed:' || currency, amount - recovered from recoveries where written_off_at is null
        union all select 'agent:' || agent_id || ':available:' || currency, amount from payout_releases where payout_id is null
        union all select 'agent:' || agent_id || ':in_transit:' || currency, amount from payouts where state in ('reserved', 'held', 'transferred', 'sent')
        union all select 'agent:' || agent_id || ':paid_out:' || currency, amount from payouts where state = 'paid'
        union all select 'business:' || business_id || ':receivable:' || currency, greatest(total - credit_applied - refunded, 0)
          from bills where state not in ('paid', 'writtenOff')
        union all select 'business:' || business_id || ':receivable:' || currency, -amount from advances where state = 'open'
        union all select 'platform:advances:' || currency, amount from advances where state = 'open'
        union all select 'platform:fees:' || currency, fee from bills
        union all select 'platform:fees:' || currency, -fee_part from refunds
        union all select 'platform:stripe_fees:' || currency, stripe_fee from charges where state = 'succeeded'
        union all select 'platform:stripe_fees:' || currency, stripe_fee from terms_payments
        union all select 'platform:stripe_fees:' || currency, stripe_fee from prepayments where state = 'succeeded'
        union all select 'platform:stripe_fees:' || currency, fee from chargebacks
        union all select 'bank:settled:' || currency, amount from payouts where state = 'paid'
        union all select 'clearing:' || currency, amount from payouts where state in ('transferred', 'sent') and local_currency <> currency
        union all select 'clearing:' || local_currency, -local_amount from payouts where state in ('transferred', 'sent') and local_currency <> currency
        -- What a bank of whole units leaves in an agent's Stripe account is carried there.
        union all select 'agent:' || p.agent_id || ':in_transit:' || p.local_currency, split_part(t.detail->>'arrived', ' ', 1)::bigint - p.local_amount
          from payouts p join ledger_transactions t on t.key = 'payout:' || p.id || ':transfer'
          where p.state in ('transferred', 'sent', 'paid') and p.local_currency <> p.currency
        -- What a reversal could not fetch back stays in the agent's Stripe account and is the agent's.
        union all select 'agent:' || w.agent_id || ':in_transit:' || w.local_currency,
            case when p.credit_account = 'agent:' || w.agent_id || ':in_transit:' || w.local_currency then p.amount else -p.amount end
          from payouts w join ledger_transactions t on t.key in ('payout:' || w.id || ':transfer', 'payout:' || w.id || ':transfer:reversed')
            join ledger_postings p on p.transaction_id = t.id
            and 'agent:' || w.agent_id || ':in_transit:' || w.local_currency in (p.debit_account, p.credit_account)
          where w.state = 'failed' and w.local_currency <> w.currency
        -- What finance corrected by a case of reconciliation says why by itself.
        union all select p.debit_account, p.amount * case when a.normal_side = 'debit' then 1 else -1 end
          from ledger_transactions t join ledger_postings p on p.transaction_id = t.id join ledger_accounts a on a.id = p.debit_account where t.source_kind = 'case' and a.kind in ('platform:advances', 'platform:fees', 'platform:stripe_fees', 'bank:settled', 'clearing')
        union all select p.credit_account, p.amount * case when a.normal_side = 'credit' then 1 else -1 end
          from ledger_transactions t join ledger_postings p on p.transaction_id = t.id join ledger_accounts a on a.id = p.credit_account where t.source_kind = 'case' and a.kind in ('platform:advances', 'platform:fees', 'platform:stripe_fees', 'bank:settled', 'clearing')
      ) all_of_them group by account having sum(amount) <> 0
    ), booked as (
      select a.id, a.kind, a.currency, sum(case when a.normal_side = 'debit' then b.debits - b.credits else b.credits - b.debits end) as amount
      from ledger_accounts a join ledger_balances b on b.account_id = a.id
      where a.kind in ('agent:pending', 'agent:held', 'agent:owed', 'agent:available', 'agent:in_transit', 'agent:paid_out', 'business:receivable',
        'platform:advances', 'platform:fees', 'platform:stripe_fees', 'bank:settled', 'clearing')
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
