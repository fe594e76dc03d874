import { sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import type { LocalDay } from "./diary-clock.ts";
import { weeksTouched } from "./month.ts";
import type { SegmentKind } from "./segment.ts";

/** Minutes of a day; every sum but `deleted` is of segments that were not taken back. */
export interface DaySum {
  kinds: Partial<Record<SegmentKind, number>>;
  worked: number;
  over: number;
  late: number;
  deleted: number;
  /** Billed, but its pay waits for the business, or late and not billed yet. */
  unprotected: number;
  /** Of shifts that are over by now, and those of them in which nothing was recorded. */
  planned: number;
  missed: number;
}

interface Row extends Record<string, unknown> {
  contractId: string | null;
  day: string;
  kind: SegmentKind | "plan";
  worked: number;
  over: number;
  late: number;
  deleted: number;
  unprotected: number;
}

export const emptyDay = (): DaySum => ({
  kinds: {},
  worked: 0,
  over: 0,
  late: 0,
  deleted: 0,
  unprotected: 0,
  planned: 0,
  missed: 0,
});

/**
 * What contracts worked on each of some days, against their shifts up to `now`. One query, whose weeks let partitions prune; the caller has
 * checked who may see them.
 * @param days in order, on the clock of `zone`; @param unprotected ids of segments whose pay waits; @param apart sums of each contract for itself
 * @returns by contract ("" for all together) and ISO date; days without anything are left out
 */
export async function daySums(
  db: Queryable,
  of: { contractIds: string[]; days: LocalDay[]; zone: string; unprotected?: string[]; apart?: boolean },
  now: Date,
): Promise<Map<string, Map<string, DaySum>>> {
  const sums = new Map<string, Map<string, DaySum>>();
  const { contractIds, days, zone, unprotected = [], apart = false } = of;
  if (contractIds.length === 0 || days.length === 0) return sums;
  const [from, to] = [days[0]!.start, days.at(-1)!.end];
  // Ids, dates and instants: nothing in them needs quoting.
  const list = (values: string[]) => sql`${`{${values.join(",")}}`}`;
  const ids = sql`${list(contractIds)}::uuid[]`;
  const weeks = sql`${list(weeksTouched({ from, to }))}::date[]`;
  const who = (column: string) => (apart ? sql.raw(column) : sql`null::uuid`);
  const instant = (at: Date) => sql`${at.toISOString()}::timestamptz`;
  const rows = await db.execute<Row>(sql`
    with plan as (select contract_id, range_agg(tstzrange(starts_at, least(ends_at, ${instant(now)}))) as planned from shifts
      where contract_id = any(${ids}) and week = any(${weeks}) and state = 'published' and starts_at < ${instant(now)} group by contract_id),
    work as (select contract_id, range_agg(tstzrange(started_at, ended_at)) as worked from segments
      where contract_id in (select contract_id from plan) and week = any(${weeks}) and deleted_at is null group by contract_id),
    pieces as (select contract_id, unnest(planned) as piece, false as missed from plan
      union all select p.contract_id, unnest(p.planned - coalesce(w.worked, '{}'::tstzmultirange)), true from plan p left join work w using (contract_id)),
    days as (select * from unnest(${list(days.map((one) => one.date))}::text[], ${list(days.map((one) => one.start.toISOString()))}::timestamptz[],
      ${list(days.map((one) => one.end.toISOString()))}::timestamptz[]) as d(day, start, finish))
    select ${who("contract_id")} as "contractId", to_char(started_at at time zone ${zone}, 'YYYY-MM-DD') as day, kind,
      coalesce(sum(minutes) filter (where deleted_at is null), 0)::int as worked,
      coalesce(sum(minutes) filter (where deleted_at is null and over_limit), 0)::int as over,
      coalesce(sum(minutes) filter (where deleted_at is null and late), 0)::int as late,
      coalesce(sum(minutes) filter (where deleted_at is not null), 0)::int as deleted,
      coalesce(sum(minutes) filter (where deleted_at is null and not over_limit and (kind = 'manual' or id = any(${list(unprotected)}::uuid[]))), 0)::int as unprotected
    from segments where contract_id = any(${ids}) and week = any(${weeks}) and started_at >= ${instant(from)} and started_at < ${instant(to)}
    group by 1, 2, 3
    union all
    select ${who("p.contract_id")}, d.day, 'plan', coalesce(sum(m.minutes) filter (where not p.missed), 0)::int, 0, 0, 0, coalesce(sum(m.minutes) filter (where p.missed), 0)::int
    from pieces p join days d on p.piece && tstzrange(d.start, d.finish)
      cross join lateral (select extract(epoch from least(upper(p.piece), d.finish) - greatest(lower(p.piece), d.start)) / 60 as minutes) m
    group by 1, 2`);
  for (const { contractId, day, kind, worked, ...more } of rows) {
    const mine = sums.get(contractId ?? "") ?? new Map<string, DaySum>();
    const sum = mine.get(day) ?? emptyDay();
    if (kind === "plan") Object.assign(sum, { planned: worked, missed: more.unprotected });
    else {
      sum.kinds[kind] = worked;
      sum.worked += worked;
      for (const name of ["over", "late", "deleted", "unprotected"] as const) sum[name] += more[name];
    }
    sums.set(contractId ?? "", mine.set(day, sum));
  }
  return sums;
}
