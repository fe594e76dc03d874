import { and, asc, desc, eq, gte, inArray, isNull, lt, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import { termsInWeek } from "#app/domain/contracts/terms-in-week.server.ts";
import { addDays, startOfWeek } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { segments, trackerSessions } from "#db/schema/diary.ts";

const columns = {
  id: segments.id,
  contractId: segments.contractId,
  startedAt: segments.startedAt,
  minutes: segments.minutes,
  kind: segments.kind,
  memo: segments.memo,
  activeMinutes: segments.activeMinutes,
  overLimit: segments.overLimit,
  deletedAt: segments.deletedAt,
};

/** A contract's week: every segment (taken-back ones as tombstones), what runs now, the terms. Five queries. @throws NotFound for strangers */
export async function weekDiary(db: Queryable, { contractId, week }: { contractId: string; week: string }, actor: Actor) {
  const view = await contractOf(db, contractId, actor);
  permit(actor, "diary.view", view.contract);
  const [rows, [running], terms] = await Promise.all([
    db
      .select(columns)
      .from(segments)
      .where(and(eq(segments.contractId, contractId), eq(segments.week, week)))
      .orderBy(asc(segments.startedAt)),
    db.select().from(trackerSessions).where(eq(trackerSessions.contractId, contractId)),
    termsInWeek(db, contractId, week).catch(() => null),
  ]);
  return { ...view, week, segments: rows, running: running ?? null, terms };
}
export type DiarySegment = Awaited<ReturnType<typeof weekDiary>>["segments"][number];

/** An agent's whole week over all contracts. */
export async function agentWeek(db: Queryable, { agentId, week }: { agentId: string; week: string }, actor: Actor) {
  permit(actor, "diary.view", { agentId });
  return db
    .select({ ...columns, title: contracts.title, businessName: businesses.name })
    .from(segments)
    .innerJoin(contracts, eq(contracts.id, segments.contractId))
    .innerJoin(businesses, eq(businesses.id, contracts.businessId))
    .where(
      and(
        eq(segments.agentId, agentId),
        gte(segments.startedAt, startOfWeek(week)),
        lt(segments.startedAt, addDays(startOfWeek(week), 7)),
      ),
    )
    .orderBy(asc(segments.startedAt));
}

/** What an agent's tracker page shows: contracts that run, this week's minutes of each, and the running session. */
export async function trackerPage(
  db: Queryable,
  { agentId, week, dayStart }: { agentId: string; week: string; dayStart: Date },
  actor: Actor,
) {
  permit(actor, "diary.record", { agentId });
  const minutes = sql<number>`coalesce((select sum(${segments.minutes})::int from ${segments} where ${segments.contractId} = ${contracts.id} and ${segments.week} = ${week} and ${segments.deletedAt} is null), 0)`;
  const today = sql<number>`coalesce((select sum(${segments.minutes})::int from ${segments} where ${segments.contractId} = ${contracts.id} and ${segments.startedAt} >= ${dayStart.toISOString()}::timestamptz and ${segments.deletedAt} is null), 0)`;
  const limit = sql<number>`(select weekly_limit_minutes from contract_terms ct where ct.contract_id = ${contracts.id} and ct.from_week <= ${week} order by ct.from_week desc, ct.recorded_at desc limit 1)`;
  const [running, rows] = await Promise.all([
    db.select().from(trackerSessions).where(eq(trackerSessions.agentId, agentId)),
    db
      .select({
        id: contracts.id,
        title: contracts.title,
        businessName: businesses.name,
        startsOn: contracts.startsOn,
        manualTimeAllowed: contracts.manualTimeAllowed,
        minutes,
        today,
        limit,
      })
      .from(contracts)
      .innerJoin(businesses, eq(businesses.id, contracts.businessId))
      .where(and(eq(contracts.agentId, agentId), eq(contracts.state, "active")))
      .orderBy(desc(contracts.acceptedAt)),
  ]);
  return { running: running[0] ?? null, contracts: rows };
}

/** Who works for a business now. */
export async function workingNow(db: Queryable, businessId: string, actor: Actor) {
  permit(actor, "diary.view", { businessId });
  return db
    .select({
      contractId: contracts.id,
      agentId: contracts.agentId,
      agentName: users.name,
      title: contracts.title,
      mode: trackerSessions.mode,
      memo: trackerSessions.memo,
      startedAt: trackerSessions.startedAt,
    })
    .from(trackerSessions)
    .innerJoin(contracts, eq(contracts.id, trackerSessions.contractId))
    .innerJoin(users, eq(users.id, contracts.agentId))
    .where(eq(contracts.businessId, businessId))
    .orderBy(asc(trackerSessions.startedAt));
}

/** Minutes of several contracts in a week, without what was taken back. */
export async function minutesOfContracts(db: Queryable, contractIds: string[], week: string): Promise<Map<string, number>> {
  if (contractIds.length === 0) return new Map();
  const rows = await db
    .select({ contractId: segments.contractId, minutes: sql<number>`sum(${segments.minutes})::int` })
    .from(segments)
    .where(and(inArray(segments.contractId, contractIds), eq(segments.week, week), isNull(segments.deletedAt)))
    .groupBy(segments.contractId);
  return new Map(rows.map((row) => [row.contractId, row.minutes]));
}
