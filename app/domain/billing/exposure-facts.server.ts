import { sql } from "drizzle-orm";
import { addDays } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { type ExposureFacts, LOOK_BACK_DAYS, type PaymentMode, type Rate } from "./protection.ts";

interface Rows {
  arrangements: {
    businessId: string;
    mode: PaymentMode;
    fromAt: string;
    creditLine: string | null;
    creditCurrency: string | null;
  }[];
  bills: {
    businessId: string;
    currency: string;
    total: string;
    owed: string;
    closedAt: string;
    paidAt: string | null;
    backAt: string | null;
  }[];
  frozen: { businessId: string; currency: string; amount: string; billedAt: string | null }[];
  credit: { businessId: string; currency: string; balance: string }[];
  creditMoves: { businessId: string; currency: string; at: string; change: string }[];
  currencies: { businessId: string; currency: string }[];
  open: { businessId: string; currency: string; contractId: string; minutes: number; hourlyRate: string; feeBps: number }[];
}

export interface OpenWork extends Rate {
  contractId: string;
  minutes: number;
}
interface FactsOf {
  of(businessId: string, currency: string): LoadedFacts;
  /** Currencies of the business's contracts. */
  currencies(businessId: string): string[];
}
export interface LoadedFacts {
  facts: ExposureFacts;
  /** Work that is not frozen yet, late time that waits or is approved included; one row a contract-week. */
  open: OpenWork[];
}
const listOf = (query: ReturnType<typeof sql>) => sql`(select coalesce(json_agg(found), '[]') from (${query}) found)`;

/**
 * Everything that decides exposure and protection of some businesses from an instant on, by business and currency; bigints come as text.
 * One query, because pages of both sides show the figure beside much else.
 * @param from the earliest instant that will be asked about (UTC); @param before only weeks before this Monday count as frozen or open
 */
export async function exposureFacts(
  db: Queryable,
  businessIds: string[],
  from: Date,
  { before }: { before?: string } = {},
): Promise<FactsOf> {
  if (businessIds.length === 0) return { of: (_, currency) => nothing(currency), currencies: () => [] };
  const ids = sql`(${sql.join(
    businessIds.map((id) => sql`${id}::uuid`),
    sql`, `,
  )})`;
  const at = sql`${from.toISOString()}::timestamptz`;
  const lookBack = sql`${addDays(from, -LOOK_BACK_DAYS).toISOString()}::timestamptz`;
  const earlier = before ? sql`and t.week < ${before}` : sql``;
  const [row] = (await db.execute(sql`select
    ${listOf(sql`select business_id "businessId", mode, from_at "fromAt", credit_line::text "creditLine", credit_currency "creditCurrency"
      from billing_arrangements where business_id in ${ids} order by from_at, id`)} as arrangements,
    ${listOf(sql`select b.business_id "businessId", b.currency, b.total::text, greatest(b.total - b.credit_applied - b.refunded, 0)::text owed,
        b.closed_at "closedAt", b.paid_at "paidAt",
        case when b.state <> 'paid' and b.paid_at is not null then (select max(c.opened_at) from chargebacks c where c.bill_id = b.id) end "backAt"
      from bills b where b.business_id in ${ids} and (b.state <> 'paid' or b.paid_at > ${lookBack}) order by b.closed_at`)} as bills,
    ${listOf(sql`select t.business_id "businessId", t.currency, (t.pay + t.fee)::text amount, b.closed_at "billedAt"
      from timesheets t
      left join invoice_lines l on l.timesheet_id = t.id and l.kind = 'work'
      left join invoices i on i.id = l.invoice_id
      left join bills b on b.id = i.bill_id
      where t.business_id in ${ids} ${earlier} and (b.id is null or b.closed_at > ${at})`)} as frozen,
    ${listOf(sql`select a.owner_id "businessId", a.currency, sum(b.credits - b.debits)::text balance
      from ledger_accounts a join ledger_balances b on b.account_id = a.id
      where a.kind = 'business:credit' and a.owner_id in ${ids} group by a.owner_id, a.currency`)} as credit,
    ${listOf(sql`select a.owner_id "businessId", a.currency, t.occurred_at at,
        (case when p.credit_account = a.id then p.amount else -p.amount end)::text change
      from ledger_accounts a
      join ledger_postings p on p.credit_account = a.id or p.debit_account = a.id
      join ledger_transactions t on t.id = p.transaction_id
      where a.kind = 'business:credit' and a.owner_id in ${ids} and t.occurred_at > ${at} order by t.occurred_at desc`)} as "creditMoves",
    ${listOf(sql`select distinct business_id "businessId", currency from contracts where business_id in ${ids} order by currency`)} as currencies,
    ${
      before
        ? sql`'[]'::json`
        : listOf(sql`select c.business_id "businessId", c.currency, c.id "contractId", sum(s.minutes)::int minutes, c.fee_bps "feeBps",
        (select ct.hourly_rate::text from contract_terms ct where ct.contract_id = c.id and ct.from_week <= s.week
          order by ct.from_week desc, ct.recorded_at desc limit 1) "hourlyRate"
      from contracts c join segments s on s.contract_id = c.id
      where c.business_id in ${ids} and s.week >= ${from.toISOString().slice(0, 10)}::date - 14
        and s.deleted_at is null and not s.over_limit
        and not exists (select 1 from timesheet_segments ts where ts.segment_id = s.id and ts.week = s.week)
        and not exists (select 1 from late_time_segments l join late_times lt on lt.id = l.late_time_id
          where l.segment_id = s.id and l.week = s.week and lt.state in ('declined', 'contested', 'refused'))
      group by c.id, s.week`)
    } as open`)) as unknown as Rows[];
  return {
    of: (businessId, currency) => shaped(row!, businessId, currency, from),
    currencies: (businessId) => row!.currencies.filter((one) => one.businessId === businessId).map((one) => one.currency),
  };
}

function shaped(rows: Rows, businessId: string, currency: string, from: Date): LoadedFacts {
  const mine = <T extends { businessId: string; currency: string }>(all: T[]) =>
    all.filter((one) => one.businessId === businessId && one.currency === currency);
  return {
    facts: {
      currency,
      arrangements: rows.arrangements
        .filter((one) => one.businessId === businessId)
        .map((one) => ({
          ...one,
          fromAt: new Date(one.fromAt),
          creditLine: one.creditLine === null ? null : BigInt(one.creditLine),
        })),
      bills: mine(rows.bills).map((one) => ({
        total: BigInt(one.total),
        owed: BigInt(one.owed),
        closedAt: new Date(one.closedAt),
        paidAt: one.paidAt === null ? null : new Date(one.paidAt),
        backAt: one.backAt === null ? null : new Date(one.backAt),
      })),
      frozen: mine(rows.frozen).map((one) => ({
        amount: BigInt(one.amount),
        billedAt: one.billedAt === null ? null : new Date(one.billedAt),
      })),
      credit: balancesFrom(BigInt(mine(rows.credit)[0]?.balance ?? 0), mine(rows.creditMoves), from),
    },
    open: mine(rows.open).map((one) => ({ ...one, hourlyRate: BigInt(one.hourlyRate) })),
  };
}

/** Balances from `from` on, oldest first. @param moves newest first */
function balancesFrom(now: bigint, moves: { at: string; change: string }[], from: Date): ExposureFacts["credit"] {
  const found: ExposureFacts["credit"] = [];
  let balance = now;
  for (const { at, change } of moves) {
    found.unshift({ from: new Date(at), balance });
    balance -= BigInt(change);
  }
  return [{ from, balance }, ...found];
}

function nothing(currency: string): LoadedFacts {
  return { facts: { currency, arrangements: [], bills: [], frozen: [], credit: [] }, open: [] };
}
