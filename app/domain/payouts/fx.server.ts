import { and, asc, desc, eq, gte, isNotNull, lt, ne, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { balanceOn } from "#app/domain/ledger/chart.ts";
import { exponentOf } from "#app/kernel/money.ts";
import { Temporal } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { payouts } from "#db/schema/payouts.ts";

const ROWS = 100;
const MONTHS = 12;

export interface FxTotal {
  currency: string;
  local: string;
  payouts: number;
  /** Minor units: converted, what arrived for it, and what it would have been at the reference rate. */
  amount: bigint;
  arrived: bigint;
  atReference: bigint;
  /** What arrived less what the reference would have given, of the payouts that keep their reference. */
  difference: bigint;
}

/**
 * Conversions of a month with the rates that were shown, applied and referred to; their sums by pair; gains and losses of the platform by cause,
 * currency and month; and whether clearing holds exactly what is on its way. Four queries. @throws Forbidden without "payouts.view"
 * @param month "2026-11"
 */
export async function fxPage(db: Queryable, month: string, actor: Actor) {
  permit(actor, "payouts.view");
  const first = Temporal.PlainYearMonth.from(month);
  const instant = (of: Temporal.PlainYearMonth) => new Date(`${of.toString()}-01T00:00:00.000Z`);
  const inMonth = and(
    isNotNull(payouts.exchangeRate),
    ne(payouts.state, "failed"),
    gte(payouts.transferredAt, instant(first)),
    lt(payouts.transferredAt, instant(first.add({ months: 1 }))),
  );
  const [conversions, totals, gains, clearing] = await Promise.all([
    db
      .select({ payout: payouts, agentName: users.name })
      .from(payouts)
      .innerJoin(users, eq(users.id, payouts.agentId))
      .where(inMonth)
      .orderBy(desc(payouts.transferredAt), asc(payouts.id))
      .limit(ROWS),
    totalsOf(db, inMonth),
    gainsUntil(db, instant(first.add({ months: 1 }))),
    clearingOf(db),
  ]);
  return { conversions, totals, gains, clearing };
}

async function totalsOf(db: Queryable, where: ReturnType<typeof and>): Promise<FxTotal[]> {
  const rows = await db
    .select({
      currency: payouts.currency,
      local: sql<string>`${payouts.localCurrency}`,
      payouts: sql<number>`count(*)::int`,
      amount: sql`sum(${payouts.amount})`.mapWith(BigInt),
      arrived: sql`sum(${payouts.localAmount})`.mapWith(BigInt),
      // Minor units of the one currency times the rate; the difference of their decimals is applied below.
      referred: sql`coalesce(sum(${payouts.localAmount}) filter (where ${payouts.referenceRate} is not null), 0)`.mapWith(BigInt),
      product: sql<string>`coalesce(sum(${payouts.amount} * ${payouts.referenceRate}::numeric), 0)::text`,
    })
    .from(payouts)
    .where(where)
    .groupBy(payouts.currency, payouts.localCurrency)
    .orderBy(payouts.currency, payouts.localCurrency);
  return rows.map(({ product, referred, ...row }) => {
    const atReference = shifted(product, exponentOf(row.local) - exponentOf(row.currency));
    return { ...row, atReference, difference: referred - atReference };
  });
}

/** A decimal text moved by so many places, cut to a whole number. */
function shifted(decimal: string, places: number): bigint {
  const [whole = "0", fraction = ""] = decimal.split(".");
  const digits = `${whole}${fraction.padEnd(Math.max(places, 0), "0")}`;
  const keep = whole.length + places;
  return keep <= 0 ? 0n : BigInt(digits.slice(0, keep));
}

/** What the platform won (negative) or lost by conversions, as booked on its exchange account: each booking names its cause. */
async function gainsUntil(db: Queryable, until: Date) {
  const rows = await db.execute<{ month: string; currency: string; cause: string | null; loss: string; bookings: number }>(sql`
    select to_char(t.occurred_at at time zone 'UTC', 'YYYY-MM') as month, p.currency,
      coalesce(t.detail->>'cause', o.detail->>'cause') as cause,
      sum(case when p.debit_account = 'platform:fx:' || p.currency then p.amount else -p.amount end)::text as loss, count(*)::int as bookings
    from ledger_postings p join ledger_transactions t on t.id = p.transaction_id
    left join ledger_transactions o on o.id = t.reverses
    where (p.debit_account = 'platform:fx:' || p.currency or p.credit_account = 'platform:fx:' || p.currency)
      and t.occurred_at < ${until.toISOString()}::timestamptz
      and t.occurred_at >= ${until.toISOString()}::timestamptz - make_interval(months => ${MONTHS})
    group by 1, 2, 3 order by 1 desc, 2, 3`);
  return rows.map((row) => ({ ...row, loss: BigInt(row.loss) }));
}

/** Clearing by currency, beside what is on its way to banks: between conversions that have arrived it is zero. */
async function clearingOf(db: Queryable) {
  const rows = await db.execute<{ currency: string; debits: string; credits: string; under_way: string }>(sql`
    with under_way as (
      select currency, amount from payouts where state in ('transferred', 'sent') and local_currency <> currency
      union all select local_currency, -local_amount from payouts where state in ('transferred', 'sent') and local_currency <> currency)
    select a.currency, coalesce(sum(b.debits), 0)::text as debits, coalesce(sum(b.credits), 0)::text as credits,
      coalesce((select sum(u.amount) from under_way u where u.currency = a.currency), 0)::text as under_way
    from ledger_accounts a join ledger_balances b on b.account_id = a.id where a.kind = 'clearing'
    group by a.currency order by a.currency`);
  return rows.map((row) => ({
    currency: row.currency,
    balance: balanceOn("debit", BigInt(row.debits), BigInt(row.credits)),
    underWay: BigInt(row.under_way),
  }));
}
