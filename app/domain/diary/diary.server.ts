import { and, asc, desc, eq, gte, inArray, lt, lte, or, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { type ContractView, contractOf } from "#app/domain/contracts/contracts.server.ts";
import { termsOfContracts } from "#app/domain/contracts/terms-in-week.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { contracts, contractTerms } from "#db/schema/contracts.ts";
import { segments, trackerSessions } from "#db/schema/diary.ts";

const pausedNow = sql<boolean>`exists (select 1 from contract_pauses p where p.contract_id = ${contracts.id} and p.resumed_at is null)`;

const columns = {
  id: segments.id,
  contractId: segments.contractId,
  week: segments.week,
  startedAt: segments.startedAt,
  minutes: segments.minutes,
  kind: segments.kind,
  source: segments.source,
  late: segments.late,
  memo: segments.memo,
  activeMinutes: segments.activeMinutes,
  overLimit: segments.overLimit,
  deletedAt: segments.deletedAt,
};

/** A stretch of time, `to` exclusive. */
interface Stretch {
  from: Date;
  to: Date;
}

/** Segments of a week, and those of a day beside it: on another clock than UTC a day may begin in the week before. */
function inWeekOr(week: string, day?: Stretch) {
  const inWeek = eq(segments.week, week);
  return day ? or(inWeek, and(gte(segments.startedAt, day.from), lt(segments.startedAt, day.to))) : inWeek;
}

/**
 * A contract's week: every segment (taken-back ones as tombstones), what runs now, the terms. Three queries.
 * @param known the contract, where the caller has read it already: one query less
 * @throws NotFound for strangers
 */
export async function weekDiary(
  db: Queryable,
  { contractId, week, day, known }: { contractId: string; week: string; day?: Stretch; known?: ContractView },
  actor: Actor,
) {
  const view = known?.contract.id === contractId ? known : await contractOf(db, contractId, actor);
  permit(actor, "diary.view", view.contract);
  const [rows, [now]] = await Promise.all([
    db
      .select(columns)
      .from(segments)
      .where(and(eq(segments.contractId, contractId), inWeekOr(week, day)))
      .orderBy(asc(segments.startedAt)),
    db
      .select({
        running: trackerSessions,
        terms: contractTerms,
        pictured: sql<boolean>`exists (select from pictures where pictures.contract_id = ${contracts.id})`,
      })
      .from(contracts)
      .leftJoin(trackerSessions, eq(trackerSessions.contractId, contracts.id))
      .leftJoin(contractTerms, and(eq(contractTerms.contractId, contracts.id), lte(contractTerms.fromWeek, week)))
      .where(eq(contracts.id, contractId))
      .orderBy(desc(contractTerms.fromWeek), desc(contractTerms.recordedAt))
      .limit(1),
  ]);
  return { ...view, week, segments: rows, running: now!.running, terms: now!.terms, pictured: now!.pictured };
}

/** An agent's segments over all contracts, of a week and a day beside it. */
export async function agentWeek(
  db: Queryable,
  { agentId, week, day }: { agentId: string; week: string; day?: Stretch },
  actor: Actor,
) {
  permit(actor, "diary.view", { agentId });
  return agentSegments(db)
    .where(and(eq(segments.agentId, agentId), inWeekOr(week, day)))
    .orderBy(asc(segments.startedAt));
}

/** What an agent has recorded in a stretch of time, newest first. */
export async function recordedIn(db: Queryable, { agentId, from, to }: Stretch & { agentId: string }, actor: Actor) {
  permit(actor, "diary.view", { agentId });
  return agentSegments(db)
    .where(and(eq(segments.agentId, agentId), gte(segments.startedAt, from), lt(segments.startedAt, to)))
    .orderBy(desc(segments.startedAt));
}

function agentSegments(db: Queryable) {
  return db
    .select({
      ...columns,
      title: contracts.title,
      businessId: contracts.businessId,
      currency: contracts.currency,
      businessName: businesses.name,
    })
    .from(segments)
    .innerJoin(contracts, eq(contracts.id, segments.contractId))
    .innerJoin(businesses, eq(businesses.id, contracts.businessId));
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
        businessId: contracts.businessId,
        currency: contracts.currency,
        title: contracts.title,
        businessName: businesses.name,
        startsOn: contracts.startsOn,
        manualTimeAllowed: contracts.manualTimeAllowed,
        evidenceLevel: contracts.evidenceLevel,
        minutes,
        today,
        limit,
        paused: pausedNow,
      })
      .from(contracts)
      .innerJoin(businesses, eq(businesses.id, contracts.businessId))
      .where(and(eq(contracts.agentId, agentId), eq(contracts.state, "active")))
      .orderBy(desc(contracts.acceptedAt)),
  ]);
  return { running: running[0] ?? null, contracts: rows };
}

/** An agent's running contracts, whether one is paused, and for whom. One query. @throws NotFound, Forbidden */
export async function runningContracts(db: Queryable, agentId: string, actor: Actor) {
  permit(actor, "diary.view", { agentId });
  return db
    .select({
      id: contracts.id,
      businessId: contracts.businessId,
      businessName: businesses.name,
      currency: contracts.currency,
      paused: pausedNow,
    })
    .from(contracts)
    .innerJoin(businesses, eq(businesses.id, contracts.businessId))
    .where(and(eq(contracts.agentId, agentId), eq(contracts.state, "active")))
    .orderBy(desc(contracts.acceptedAt));
}

interface TeamLine {
  contractId: string;
  agentId: string;
  agentName: string;
  agentZone: string;
  title: string;
  /** Worked in the week, without what was taken back; `over` of it above the limit. */
  minutes: number;
  over: number;
  lastWorkedAt: Date | null;
  limit: number | null;
  running: { mode: "tracked" | "on-call" | "in-queue"; memo: string; startedAt: Date } | null;
}

/**
 * A business's people in a week: who works now, who worked how much; running contracts, and ended ones that worked in the week. Three
 * queries. @param week ISO Monday
 */
export async function teamWeek(
  db: Queryable,
  { businessId, week }: { businessId: string; week: string },
  actor: Actor,
): Promise<TeamLine[]> {
  permit(actor, "diary.view", { businessId });
  const [people, worked] = await Promise.all([
    db
      .select({
        contractId: contracts.id,
        state: contracts.state,
        agentId: contracts.agentId,
        agentName: users.name,
        agentZone: agents.timeZone,
        title: contracts.title,
        mode: trackerSessions.mode,
        memo: trackerSessions.memo,
        startedAt: trackerSessions.startedAt,
      })
      .from(contracts)
      .innerJoin(users, eq(users.id, contracts.agentId))
      .innerJoin(agents, eq(agents.id, contracts.agentId))
      .leftJoin(trackerSessions, eq(trackerSessions.contractId, contracts.id))
      .where(eq(contracts.businessId, businessId))
      .orderBy(asc(users.name), asc(contracts.acceptedAt)),
    // Contract by contract through their own index: a week of one team is little beside everybody's.
    db.execute<{ contractId: string; minutes: number; over: number; lastWorkedAt: string }>(sql`
      select c.id as "contractId", w.minutes, w.over, w.last as "lastWorkedAt" from contracts c
      cross join lateral (select sum(minutes)::int as minutes, coalesce(sum(minutes) filter (where over_limit), 0)::int as over, max(ended_at) as last
        from segments where contract_id = c.id and week = ${week} and deleted_at is null) w
      where c.business_id = ${businessId} and w.minutes is not null`),
  ]);
  const sums = new Map(worked.map((row) => [row.contractId, row]));
  const shown = people.filter((one) => one.state === "active" || sums.has(one.contractId));
  const terms = await termsOfContracts(
    db,
    shown.map((one) => one.contractId),
    week,
  );
  return shown.map(({ mode, memo, startedAt, state: _, ...one }) => {
    const sum = sums.get(one.contractId);
    return {
      ...one,
      minutes: sum?.minutes ?? 0,
      over: sum?.over ?? 0,
      lastWorkedAt: sum ? new Date(sum.lastWorkedAt) : null,
      limit: terms.get(one.contractId)?.weeklyLimitMinutes ?? null,
      running: mode && startedAt ? { mode, memo: memo ?? "", startedAt } : null,
    };
  });
}

/** The contracts whose diaries a person follows: an agent's own, or those of the businesses they belong to. */
export async function followedContracts(db: Queryable, actor: Actor): Promise<string[]> {
  if (actor.kind !== "agent" && actor.kind !== "member") return [];
  const mine =
    actor.kind === "agent"
      ? eq(contracts.agentId, actor.userId)
      : inArray(
          contracts.businessId,
          actor.memberships.map((one) => one.businessId),
        );
  const rows = await db
    .select({ id: contracts.id })
    .from(contracts)
    .where(and(mine, eq(contracts.state, "active")));
  return rows.map((row) => row.id);
}
