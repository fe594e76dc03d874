import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { type AgentProfile, agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { type Role, roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { money } from "#app/kernel/money.ts";
import { weekOf } from "#app/kernel/time.ts";
import { countHalfHours, overlapOf, toUtcHours, touchedLocalHours } from "#app/kernel/week-hours.ts";
import type { Queryable } from "#db/client.server.ts";
import { clockBreak, fitIn, inDollars } from "./match.ts";
import { EXPLORATION_ROW, NEWCOMER_RATINGS, needOf, type ScoreParts, score, TOP_TOOL_LEVEL, WEIGHTS } from "./score.ts";
import { firstTeam } from "./team.ts";
import { channelBits, languageTerm, tierNumber, toolTerm } from "./terms.ts";

export interface Recommendation {
  agent: AgentProfile;
  parts: ScoreParts;
  /** Half-hours of the role this agent covers and those one person is wanted for. */
  covered: number;
  need: number;
  /** What stays open, as half-hours of the week on the role's own clock. */
  gaps: string;
  /** The first week of the role in which the clocks stand differently and fewer hours fit. */
  clockBreak: { week: string; covered: number; need: number } | null;
}

interface Row extends Record<string, unknown> {
  agent_id: string;
  overlap: number;
  total: number;
  tool_levels: number;
  rating_milli: number;
  rate_usd: string;
  avail: string;
}

/** What the role asks, in the numbers that ranking compares. */
function questionOf(role: Role, now: Date) {
  const mask = toUtcHours(role.coverage, role.timeZone, weekOf(now));
  return {
    mask,
    need: needOf(countHalfHours(mask), role.weeklyLimitMinutes),
    required: [
      ...role.languages.map((one) => languageTerm(one.language, one.level)),
      ...role.tools.filter((one) => one.required).map((one) => toolTerm(one.tool)),
    ],
    toolTerms: role.tools.map((one) => toolTerm(one.tool)),
    channels: channelBits(role.channels),
    tier: tierNumber(role.tier),
    maxUsd: role.maxRate === null ? null : inDollars(money(role.maxRate, role.currency)),
  };
}

/** The exact best `limit` agents of a role by matching.md's score, ties by id: one query, integers only. */
function ranking(role: Role, now: Date, limit: number, only: { newcomers: boolean }) {
  const q = questionOf(role, now);
  const mask = sql`${q.mask}::bit(336)`;
  const levels =
    q.toolTerms.length === 0
      ? sql`0`
      : sql`coalesce((select sum(x & 7) from unnest(tool_levels) x where (x >> 3) = any(${intArray(q.toolTerms)})), 0)`;
  const tools =
    q.toolTerms.length === 0
      ? sql`${WEIGHTS.tools}::bigint`
      : sql`${WEIGHTS.tools}::bigint * tool_sum / ${TOP_TOOL_LEVEL * q.toolTerms.length}`;
  const price =
    q.maxUsd === null
      ? sql`${WEIGHTS.price}::bigint`
      : sql`${WEIGHTS.price}::bigint * (${String(q.maxUsd)}::bigint - rate_usd) / ${String(q.maxUsd)}::bigint`;
  return sql`
    select agent_id, overlap::int, tool_sum::int as tool_levels, rating_milli, rate_usd::text, avail::text,
      (${WEIGHTS.hours}::bigint * least(overlap, ${q.need}) / greatest(${q.need}, 1) + ${WEIGHTS.ratingPerMilli}::bigint * rating_milli + ${tools} + ${price})::int as total
    from (
      select agent_id, rating_milli, rating_count, rate_usd, avail, bit_count(avail & ${mask}) as overlap, ${levels} as tool_sum
      from match_profiles
      where open and terms @> ${intArray(q.required)} and (channel_bits & ${q.channels}::int) = ${q.channels}::int and tier >= ${q.tier}::int
        and (${q.maxUsd === null ? null : String(q.maxUsd)}::bigint is null or rate_usd <= ${q.maxUsd === null ? null : String(q.maxUsd)}::bigint)
        ${only.newcomers ? sql`and rating_count < ${NEWCOMER_RATINGS}` : sql``}
    ) fit
    where least(overlap, ${q.need}) * 100 >= ${role.minCoveragePercent}::int * ${q.need}
    order by total desc, agent_id
    limit ${limit}`;
}

function intArray(numbers: number[]) {
  return sql.raw(`'{${numbers.map((one) => Math.trunc(one)).join(",")}}'::int[]`);
}

const LISTED = 20;
/** A team is looked for among more people than are listed. */
const TEAM_CANDIDATES = 200;
const NEWCOMERS_LOOKED_AT = 50;

/**
 * The recommended list of a role with the reasons of each rank (matching.md). Four queries.
 * @returns `list`: the exact best, in order; `newcomer`: whose turn the exploration row is today, outside that order, with their rank in it
 * if they have one; `team`: a first suggestion where one person is not enough
 * @throws NotFound for strangers
 */
export async function recommendedAgents(
  db: Queryable,
  { roleId, limit = LISTED }: { roleId: string; limit?: number },
  { actor, now }: { actor: Actor; now: Date },
) {
  const role = await roleForBusiness(db, roleId, actor);
  const candidates = [...(await db.execute<Row>(ranking(role, now, Math.max(limit, TEAM_CANDIDATES), { newcomers: false })))];
  const newcomers = [...(await db.execute<Row>(ranking(role, now, NEWCOMERS_LOOKED_AT, { newcomers: true })))];
  const best = candidates.slice(0, limit);
  const turn = newcomerOf(role.id, now, newcomers, best.slice(0, EXPLORATION_ROW - 1));
  const team = teamFor(role, now, candidates);
  const shown = [
    ...best.map((row) => row.agent_id),
    ...(turn ? [turn.agent_id] : []),
    ...(team?.members ?? []).map((one) => one.id),
  ];
  const profiles = await agentProfiles(db, [...new Set(shown)]);
  const describe = (row: Row) => recommendationOf(role, row, profiles.get(row.agent_id)!, now);
  const place = best.findIndex((row) => row.agent_id === turn?.agent_id);
  return {
    role,
    list: best.map(describe),
    newcomer: turn && { ...describe(turn), rank: place < 0 ? null : place + 1 },
    team: team && { ...team, members: team.members.map((member) => ({ ...member, name: profiles.get(member.id)!.name })) },
  };
}

/** Whose turn it is today: chosen by hash(role, day), never somebody who stands above anyway; nobody's while the list is that short. */
function newcomerOf(roleId: string, now: Date, newcomers: Row[], above: Row[]): Row | null {
  const waiting = newcomers.filter((row) => !above.some((one) => one.agent_id === row.agent_id));
  if (waiting.length === 0 || above.length < EXPLORATION_ROW - 1) return null;
  const hash = createHash("sha256")
    .update(`${roleId} ${now.toISOString().slice(0, 10)}`)
    .digest()
    .readUInt32BE(0);
  return waiting[hash % waiting.length]!;
}

/** Null where the best of the list covers all that is asked alone. */
function teamFor(role: Role, now: Date, candidates: Row[]) {
  const week = weekOf(now);
  const { mask, need } = questionOf(role, now);
  const onePerson = role.headcount === 1 && need >= countHalfHours(mask);
  if (onePerson && candidates[0] && candidates[0].overlap >= need) return null;
  const people = candidates.map((row) => ({ id: row.agent_id, avail: row.avail }));
  const team = firstTeam(mask, role.weeklyLimitMinutes, role.headcount, people);
  return team && { ...team, gaps: overlapOf(role.coverage, touchedLocalHours(team.gaps, role.timeZone, week)) };
}

function recommendationOf(role: Role, row: Row, agent: AgentProfile, now: Date): Recommendation {
  const q = questionOf(role, now);
  const { covered, need, gaps } = fitIn(role, row.avail, weekOf(now));
  const parts = score({
    overlap: row.overlap,
    need: q.need,
    ratingMilli: row.rating_milli,
    toolLevels: row.tool_levels,
    tools: q.toolTerms.length,
    rate: BigInt(row.rate_usd),
    maxRate: q.maxUsd,
  });
  return { agent, parts, covered, need, gaps, clockBreak: clockBreak(role, agent, now) };
}
