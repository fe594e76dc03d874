import { sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { stretchesOf } from "#app/domain/diary/segment.ts";
import type { Queryable } from "#db/client.server.ts";
import type { NotProtected, WeekProtection } from "./protection.ts";

interface Row extends Record<string, unknown> {
  protectedPay: string;
  unprotectedPay: string;
  segments: { id: string; reason: NotProtected; startedAt: string; minutes: number; pay: string }[];
}

/**
 * What of a week is protected and what is not, as decided when it was billed, with the reason of each part; the same figures for both sides. Null
 * until the week is billed. One query. @throws NotFound, Forbidden without "timesheets.view"
 */
export async function protectionOfWeek(
  db: Queryable,
  { id, businessId, agentId }: { id: string; businessId: string; agentId: string },
  actor: Actor,
): Promise<WeekProtection | null> {
  permit(actor, "timesheets.view", { businessId, agentId });
  const [row] = await db.execute<Row>(sql`
    select w.protected_pay::text as "protectedPay", w.unprotected_pay::text as "unprotectedPay", coalesce(json_agg(json_build_object(
        'id', s.id, 'reason', u.reason, 'startedAt', s.started_at, 'minutes', s.minutes, 'pay', ts.pay::text)
        order by s.started_at) filter (where s.id is not null), '[]') as segments
    from week_protections w join timesheets t on t.id = w.timesheet_id
    left join jsonb_to_recordset(w.unprotected) as u("segmentId" uuid, reason text) on true
    left join segments s on s.id = u."segmentId" and s.week = t.week
    left join timesheet_segments ts on ts.segment_id = s.id and ts.week = s.week
    where w.timesheet_id = ${id} group by w.timesheet_id`);
  if (!row) return null;
  const reasons = [...new Set(row.segments.map((one) => one.reason))].sort();
  return {
    protectedPay: BigInt(row.protectedPay),
    unprotectedPay: BigInt(row.unprotectedPay),
    reasons: new Map(row.segments.map((one) => [one.id, one.reason])),
    parts: reasons.map((reason) => {
      const mine = row.segments.filter((one) => one.reason === reason);
      // What was written beside it does not matter here: one stretch is what was worked without a break.
      const alike = { contractId: id, kind: "tracked" as const, memo: "", overLimit: false, deletedAt: null };
      const worked = mine.map(({ startedAt, minutes }) => ({ ...alike, startedAt: new Date(startedAt), minutes }));
      return {
        reason,
        minutes: mine.reduce((sum, one) => sum + one.minutes, 0),
        pay: mine.reduce((sum, one) => sum + BigInt(one.pay), 0n),
        stretches: stretchesOf(worked).map(({ from, to, minutes }) => ({ from, to, minutes })),
      };
    }),
  };
}
