import { sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";

/** Where the money of one contract-week stands for its agent, minor units; the ledger adds it up over all weeks. */
export interface WeekMoney {
  timesheetId: string;
  agentId: string;
  week: string;
  currency: string;
  availableAt: Date;
  /** What the agent's invoice asks for it, the agent's own tax included; zero until it is billed. */
  total: bigint;
  /** Made available so far, less what a dispute took from there. */
  released: bigint;
  /** Of that, what no payout has taken along. */
  available: bigint;
  /** With open disputes, or taken by decided ones. */
  keptBack: bigint;
  pending: bigint;
}

/**
 * The rows behind a week's money: its invoice, its releases and its holds.
 * @param which of the timesheets `t`
 */
async function weekMoney(db: Queryable, which: ReturnType<typeof sql>): Promise<WeekMoney[]> {
  const rows = await db.execute<
    Record<"id" | "agent" | "week" | "currency" | "at" | "total" | "released" | "available" | "kept", string>
  >(sql`
    with asked as (select t.id, t.agent_id, t.week, t.currency, t.available_at from timesheets t where ${which}),
    billed as (
      select l.timesheet_id as id, sum(l.amount + l.tax) as amount from invoice_lines l join asked on asked.id = l.timesheet_id
      where l.kind = 'work' group by 1),
    let_go as (
      select r.timesheet_id as id, sum(r.amount) as amount, sum(r.amount) filter (where r.payout_id is null) as waiting
      from payout_releases r join asked on asked.id = r.timesheet_id group by 1),
    kept as (
      select h.timesheet_id as id, sum(case when h.state = 'open' then h.from_pending + h.from_available else h.taken end) as amount
      from pay_holds h join asked on asked.id = h.timesheet_id group by 1)
    select asked.id, asked.agent_id as agent, asked.week::text as week, asked.currency, asked.available_at as at, coalesce(billed.amount, 0)::text as total,
      coalesce(let_go.amount, 0)::text as released, coalesce(let_go.waiting, 0)::text as available, coalesce(kept.amount, 0)::text as kept
    from asked left join billed using (id) left join let_go using (id) left join kept using (id)
    order by asked.available_at, asked.id`);
  return rows.map((row) => {
    const [total, released, keptBack] = [BigInt(row.total), BigInt(row.released), BigInt(row.kept)];
    return {
      timesheetId: row.id,
      agentId: row.agent,
      week: row.week,
      currency: row.currency,
      availableAt: new Date(row.at),
      total,
      released,
      available: BigInt(row.available),
      keptBack,
      pending: total - released - keptBack,
    };
  });
}

/** The money of weeks. One query. */
export async function moneyOfWeeks(db: Queryable, timesheetIds: string[]): Promise<Map<string, WeekMoney>> {
  if (timesheetIds.length === 0) return new Map();
  const ids = sql.join(
    timesheetIds.map((id) => sql`${id}::uuid`),
    sql`, `,
  );
  return new Map((await weekMoney(db, sql`t.id in (${ids})`)).map((one) => [one.timesheetId, one]));
}

/**
 * Weeks whose day of availability has come and that have money pending still, oldest first; what of it may become available now, billing knows.
 * One query.
 */
export async function pendingWeeks(db: Queryable, now: Date): Promise<WeekMoney[]> {
  const due = await weekMoney(db, sql`t.available_at <= ${now.toISOString()}::timestamptz and t.pay > 0`);
  return due.filter((one) => one.pending > 0n);
}

/** All weeks of an agent. One query. */
export function moneyOfAgent(db: Queryable, agentId: string): Promise<WeekMoney[]> {
  return weekMoney(db, sql`t.agent_id = ${agentId} and t.pay > 0`);
}
