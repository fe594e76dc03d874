import { sql } from "drizzle-orm";
import { startOfWeek, weekClocks } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { exposureFacts } from "./exposure-facts.server.ts";
import {
  costOf,
  exposureLimit,
  frozenWeeks,
  type Rate,
  type SegmentVerdict,
  unpaidBills,
  unprotectedSegments,
  type WorkedSegment,
} from "./protection.ts";

/** What protects the segments of some contracts in a week, for both sides of them. */
interface SegmentsProtection {
  /** Whether it was decided with the bill, or is what would be decided now. */
  decided: boolean;
  /** Why a segment's pay waits for the business, or is not billed yet, by segment; those that are not named are protected. */
  reasons: Map<string, SegmentVerdict>;
}

interface ContractOf {
  id: string;
  businessId: string;
  currency: string;
}

/**
 * The protection of each segment of a week, from the rules by which its bill decides: live until the close, as decided after it. The caller has
 * read the contracts. One query after the close; before it one, and one more where a business is near its limit.
 * @param week ISO Monday; @param now business time (UTC instant)
 */
export async function protectionOfSegments(
  db: Queryable,
  contracts: ContractOf[],
  week: string,
  now: Date,
): Promise<SegmentsProtection> {
  if (contracts.length === 0) return { decided: now >= weekClocks(week).closesAt, reasons: new Map() };
  if (now >= weekClocks(week).closesAt) return { decided: true, reasons: await decidedReasons(db, contracts, [week]) };
  const begin = startOfWeek(week);
  const businesses = [...new Map(contracts.map((one) => [`${one.businessId} ${one.currency}`, one])).values()];
  const loaded = await exposureFacts(db, [...new Set(businesses.map((one) => one.businessId))], begin);
  const near = businesses.filter(({ businessId, currency }) => {
    const { facts, open } = loaded.of(businessId, currency);
    const moments = [
      begin,
      ...facts.bills.flatMap((one) => [one.closedAt, one.paidAt, one.backAt]),
      ...facts.arrangements.map((one) => one.fromAt),
      ...facts.credit.map((one) => one.from),
    ]
      .filter((at) => at !== null)
      .filter((at) => at >= begin && at <= now);
    const worked = open.reduce((sum, one) => sum + costOf(one, one.minutes, currency), 0n);
    return [...moments, now].some((at) => unpaidBills(facts, at) + frozenWeeks(facts, at) + worked > exposureLimit(facts, at));
  });
  const reasons = new Map<string, SegmentVerdict>();
  const swept = await unfrozen(db, near, week);
  for (const { businessId, currency } of near) {
    const mine = swept.filter((one) => one.businessId === businessId && one.currency === currency);
    const rates = new Map<string, Rate>(mine.map((one) => [one.contractId, one]));
    const { facts } = loaded.of(businessId, currency);
    for (const [id, reason] of unprotectedSegments(facts, mine, rates)) reasons.set(id, reason);
  }
  return { decided: false, reasons };
}

/**
 * The same of several weeks: which of their segments are not protected, and why. One query for all that are closed, those of
 * `protectionOfSegments` for each open one; weeks to come hold nothing.
 */
export async function protectionOfWeeks(
  db: Queryable,
  contracts: ContractOf[],
  weeks: string[],
  now: Date,
): Promise<Map<string, SegmentVerdict>> {
  if (contracts.length === 0) return new Map();
  const closed = weeks.filter((week) => now >= weekClocks(week).closesAt);
  const open = weeks.filter((week) => now < weekClocks(week).closesAt && startOfWeek(week) <= now);
  const decided = closed.length > 0 ? await decidedReasons(db, contracts, closed) : new Map<string, SegmentVerdict>();
  for (const week of open) {
    const { reasons } = await protectionOfSegments(db, contracts, week, now);
    for (const [id, reason] of reasons) decided.set(id, reason);
  }
  return decided;
}

/** What is not frozen yet of businesses, this week's and the last one's, in order of start. */
async function unfrozen(db: Queryable, businesses: ContractOf[], week: string) {
  if (businesses.length === 0) return [];
  const which = sql.join(
    businesses.map((one) => sql`(${one.businessId}::uuid, ${one.currency})`),
    sql`, `,
  );
  const rows = await db.execute<Record<string, string> & { minutes: number; feeBps: number; kind: WorkedSegment["kind"] }>(sql`
    select s.id, s.contract_id "contractId", c.business_id "businessId", c.currency, s.started_at "startedAt", s.minutes, s.kind, c.fee_bps "feeBps",
      (select ct.hourly_rate::text from contract_terms ct where ct.contract_id = c.id and ct.from_week <= s.week
        order by ct.from_week desc, ct.recorded_at desc limit 1) "hourlyRate"
    from contracts c join segments s on s.contract_id = c.id
    where (c.business_id, c.currency) in (${which}) and s.week in (${week}::date, ${week}::date - 7) and s.deleted_at is null and not s.over_limit
      and not exists (select 1 from timesheet_segments ts where ts.segment_id = s.id and ts.week = s.week)
    order by s.started_at, s.id`);
  return rows.map((row) => ({
    id: row.id!,
    contractId: row.contractId!,
    businessId: row.businessId!,
    currency: row.currency!,
    startedAt: new Date(row.startedAt!),
    minutes: row.minutes,
    kind: row.kind,
    feeBps: row.feeBps,
    hourlyRate: BigInt(row.hourlyRate!),
  }));
}

async function decidedReasons(db: Queryable, contracts: ContractOf[], weeks: string[]): Promise<Map<string, SegmentVerdict>> {
  const inWeeks = sql`${`{${weeks.join(",")}}`}::date[]`;
  const ids = sql.join(
    contracts.map((one) => sql`${one.id}::uuid`),
    sql`, `,
  );
  const rows = await db.execute<{ id: string; reason: SegmentVerdict }>(sql`
    select u."segmentId" id, u.reason from week_protections w join timesheets t on t.id = w.timesheet_id
      cross join lateral jsonb_to_recordset(w.unprotected) as u("segmentId" uuid, reason text)
      where t.week = any(${inWeeks}) and t.contract_id in (${ids})
    union all
    select n.segment_id, case when l.state in ('declined', 'contested', 'refused') then 'declined' else 'late' end
      from late_times l join late_time_segments n on n.late_time_id = l.id
      where l.week = any(${inWeeks}) and l.contract_id in (${ids}) and l.timesheet_id is null`);
  return new Map(rows.map((row) => [row.id, row.reason]));
}
