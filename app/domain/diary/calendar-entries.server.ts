import { and, asc, eq, gte, inArray, isNull, sql } from "drizzle-orm";
import { actorById } from "#app/domain/accounts/actor-by-id.server.ts";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { secretHash } from "#app/domain/accounts/secret.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { shiftWeek, weekOf } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { calendarFeeds, segments } from "#db/schema/diary.ts";
import { shifts } from "#db/schema/shifts.ts";
import { blocksOf, type FeedSubject, WEEKS_BACK } from "./calendar-feed.ts";
import { feedOf } from "./change-calendar-feed.server.ts";
import { type DiarySide, diaryContracts } from "./diary-contracts.server.ts";

/** When somebody's address for a subject was made; null when there is none. One query. */
export async function calendarFeedOf(db: Queryable, userId: string, subject: FeedSubject): Promise<Date | null> {
  const [row] = await db.select({ createdAt: calendarFeeds.createdAt }).from(calendarFeeds).where(feedOf(userId, subject));
  return row?.createdAt ?? null;
}

/** Whose calendar a secret address opens, and as whom. @throws NotFound for an unknown, renewed or ended one, and for a suspended person */
export async function calendarByToken(db: Queryable, token: string) {
  const [feed] = await db
    .select({ feed: calendarFeeds, locale: users.locale })
    .from(calendarFeeds)
    .innerJoin(users, eq(users.id, calendarFeeds.userId))
    .where(eq(calendarFeeds.tokenHash, secretHash(token)));
  if (!feed) throw new NotFound();
  const { userId, businessId, contractId } = feed.feed;
  const side: DiarySide = businessId ? { businessId, contractId } : { agentId: userId };
  return { side, locale: feed.locale, actor: await actorById(db, userId) };
}

/**
 * What stands in a calendar: the published shifts of a side from eight weeks back on, and its recorded work as blocks. Three queries.
 * @throws NotFound, Forbidden, also for who may see it no more
 */
export async function calendarEntries(db: Queryable, side: DiarySide, now: Date, actor: Actor) {
  const contracts = await diaryContracts(db, side, actor);
  if (side.contractId && contracts.length === 0) throw new NotFound();
  const known = new Map(contracts.map((one) => [one.id, one]));
  const ids = [...known.keys()];
  if (ids.length === 0) return { contracts: known, planned: [], blocks: [] };
  const newest = weekOf(now);
  const first = shiftWeek(newest, -WEEKS_BACK);
  const weeks = Array.from({ length: WEEKS_BACK + 1 }, (_, index) => shiftWeek(newest, -index));
  const [planned, worked] = await Promise.all([
    db
      .select({
        id: shifts.id,
        contractId: sql<string>`${shifts.contractId}`,
        startsAt: shifts.startsAt,
        endsAt: shifts.endsAt,
        note: shifts.note,
        sequence: sql<number>`(select count(*)::int from shift_moves m where m.shift_id = ${shifts.id})`,
      })
      .from(shifts)
      .where(and(inArray(shifts.contractId, ids), gte(shifts.week, first), eq(shifts.state, "published")))
      .orderBy(asc(shifts.startsAt)),
    db
      .select({
        contractId: segments.contractId,
        startedAt: segments.startedAt,
        minutes: segments.minutes,
        memo: segments.memo,
      })
      .from(segments)
      .where(and(inArray(segments.contractId, ids), inArray(segments.week, weeks), isNull(segments.deletedAt)))
      .orderBy(asc(segments.startedAt)),
  ]);
  return { contracts: known, planned, blocks: blocksOf(worked) };
}
