import { and, desc, eq, ilike, inArray, isNotNull, ne, or, type SQL, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { shiftWeek } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { segments } from "#db/schema/diary.ts";
import { type DiarySide, diaryContracts } from "./diary-contracts.server.ts";
import type { SegmentFilter } from "./segment-filter.ts";

/** The most weeks that a search or a file reads. */
export const MOST_WEEKS = 53;
const PAGE = 50;

/** The weeks from one Monday to another, both included; at most the last 53 of them. */
export function weeksBetween(from: string, to: string): string[] {
  const weeks: string[] = [];
  for (let week = to; week >= from && weeks.length < MOST_WEEKS; week = shiftWeek(week, -1)) weeks.unshift(week);
  return weeks;
}

/** What of a filter the database can tell by itself: all but the protection. */
function conditions({ kind, source, tickets, mark, q }: SegmentFilter): (SQL | undefined)[] {
  const manual = or(eq(segments.kind, "manual"), eq(segments.source, "manual"));
  const told = sql`exists (select 1 from helpdesk_events e where e.contract_id = ${segments.contractId} and e.kind <> 'csat'
    and e.occurred_at >= ${segments.startedAt} and e.occurred_at < ${segments.endedAt})`;
  return [
    kind && eq(segments.kind, kind),
    source && (source === "manual" ? manual : and(ne(segments.kind, "manual"), ne(segments.source, "manual"))),
    tickets && (tickets === "with" ? told : sql`not ${told}`),
    mark === "over" ? segments.overLimit.getSQL() : mark === "late" ? segments.late.getSQL() : undefined,
    mark === "deleted" ? isNotNull(segments.deletedAt) : undefined,
    q ? ilike(segments.memo, `%${q.replace(/[\\%_]/g, "\\$&")}%`) : undefined,
  ];
}

/**
 * Segments of some weeks that a filter lets through, newest first, a page of fifty, with how many there are. Two queries.
 * @param weeks Mondays, at most 53; @throws NotFound, Forbidden
 */
export async function searchSegments(
  db: Queryable,
  { side, weeks, filter, page }: { side: DiarySide; weeks: string[]; filter: SegmentFilter; page: number },
  actor: Actor,
) {
  permit(actor, "diary.view", side);
  const contracts = await diaryContracts(db, side, actor);
  const chosen = filter.contract ? contracts.filter((one) => one.id === filter.contract) : contracts;
  if (chosen.length === 0 || weeks.length === 0) return { contracts, found: [], total: 0, pages: 1 };
  const ids = chosen.map((one) => one.id);
  const found = await db
    .select({
      id: segments.id,
      contractId: segments.contractId,
      week: segments.week,
      startedAt: segments.startedAt,
      minutes: segments.minutes,
      kind: segments.kind,
      memo: segments.memo,
      overLimit: segments.overLimit,
      late: segments.late,
      deletedAt: segments.deletedAt,
      total: sql<number>`(count(*) over ())::int`,
    })
    .from(segments)
    .where(and(inArray(segments.contractId, ids), inArray(segments.week, weeks), ...conditions(filter)))
    .orderBy(desc(segments.startedAt), desc(segments.id))
    .limit(PAGE)
    .offset((page - 1) * PAGE);
  const total = found[0]?.total ?? 0;
  return { contracts, found: found.map(({ total: _, ...one }) => one), total, pages: Math.max(1, Math.ceil(total / PAGE)) };
}
