import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { type AgentProfile, agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { type Role, roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { referenceRate } from "#app/kernel/fx-rates.ts";
import { convertMoney, money } from "#app/kernel/money.ts";
import { weekOf } from "#app/kernel/time.ts";
import { countHalfHours, overlapOf, rangesOf, toUtcHours, withoutHours } from "#app/kernel/week-hours.ts";
import type { Queryable } from "#db/client.server.ts";
import { EXPLORATION_ROW, NEWCOMER_RATINGS, needOf, type ScoreParts, score, TOP_TOOL_LEVEL, WEIGHTS } from "./score.ts";
import { firstTeam } from "./team.ts";
import { channelBits, languageTerm, tierNumber, toolTerm } from "./terms.ts";

export interface Recommendation {
  agent: AgentProfile;
  parts: ScoreParts;
  /** Half-hours of the role this agent covers and those one person is wanted for. */
  covered: number;
  need: number;
  /** What stays open, as half-hours of the UTC week of the list. */
  gaps: { start: number; end: number }[];
  /** Outside the exact list: a newcomer's turn (row 6). */
  exploration: boolean;
  /** Daylight saving breaks the fit at the role's own start. */
  clockWarning: boolean;
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
    maxUsd:
      role.maxRate === null
        ? null
        : convertMoney(money(role.maxRate, role.currency), "USD", referenceRate(role.currency, "USD")).minor,
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

const NEWCOMERS_LOOKED_AT = 50;

/**
 * The recommended list of a role with the reasons of each rank (matching.md). Four queries.
 * @throws NotFound for strangers
 */
export async function recommendedAgents(
  db: Queryable,
  { roleId, limit = 20 }: { roleId: string; limit?: number },
  { actor, now }: { actor: Actor; now: Date },
) {
  const role = await roleForBusiness(db, roleId, actor);
  const best = [...(await db.execute<Row>(ranking(role, now, limit, { newcomers: false })))];
  const newcomers = [...(await db.execute<Row>(ranking(role, now, NEWCOMERS_LOOKED_AT, { newcomers: true })))];
  const turn = newcomerOf(role.id, now, newcomers, best.slice(0, EXPLORATION_ROW - 1));
  const profiles = await agentProfiles(db, [...new Set([...best, ...(turn ? [turn] : [])].map((row) => row.agent_id))]);
  const describe = (row: Row, exploration: boolean) => recommendationOf(role, row, profiles.get(row.agent_id)!, exploration, now);
  const list = best.map((row) => describe(row, false));
  if (turn && list.length >= EXPLORATION_ROW - 1) list.splice(EXPLORATION_ROW - 1, 0, describe(turn, true));
  const { mask, need } = questionOf(role, now);
  const alone = need >= countHalfHours(mask) && role.headcount === 1;
  const team =
    alone && list[0] && list[0].covered >= need
      ? null
      : firstTeam(
          mask,
          role.weeklyLimitMinutes,
          role.headcount,
          best.map((row) => ({ id: row.agent_id, avail: row.avail })),
        );
  return {
    role,
    list,
    need,
    mask,
    team: team && { ...team, members: team.members.map((member) => ({ ...member, agent: profiles.get(member.id)! })) },
  };
}

/** Whose turn it is today: chosen by hash(role, day), never somebody who stands above anyway. */
function newcomerOf(roleId: string, now: Date, newcomers: Row[], above: Row[]): Row | null {
  const waiting = newcomers.filter((row) => !above.some((one) => one.agent_id === row.agent_id));
  if (waiting.length === 0) return null;
  const hash = createHash("sha256")
    .update(`${roleId} ${now.toISOString().slice(0, 10)}`)
    .digest()
    .readUInt32BE(0);
  return waiting[hash % waiting.length]!;
}

function recommendationOf(role: Role, row: Row, agent: AgentProfile, exploration: boolean, now: Date): Recommendation {
  const q = questionOf(role, now);
  const parts = score({
    overlap: row.overlap,
    need: q.need,
    ratingMilli: row.rating_milli,
    toolLevels: row.tool_levels,
    tools: q.toolTerms.length,
    rate: BigInt(row.rate_usd),
    maxRate: q.maxUsd,
  });
  const covered = Math.min(row.overlap, q.need);
  return {
    agent,
    parts,
    covered,
    need: q.need,
    gaps: rangesOf(withoutHours(q.mask, row.avail)),
    exploration,
    clockWarning: breaksAtStart(role, agent, row.overlap),
  };
}

/** The list is of this week; on the role's own first week the zones may stand differently. */
function breaksAtStart(role: Role, agent: AgentProfile, overlapNow: number): boolean {
  if (!role.startsOn) return false;
  const week = weekOf(new Date(`${role.startsOn}T12:00:00Z`));
  const free = toUtcHours(withoutHours(agent.availability, agent.committed), agent.timeZone, week);
  return countHalfHours(overlapOf(free, toUtcHours(role.coverage, role.timeZone, week))) < overlapNow;
}

/** How well one agent fits a role: what the agent's own pages show. Null when a filter keeps them out. */
export function fitOf(
  role: Pick<Role, "coverage" | "timeZone" | "weeklyLimitMinutes">,
  agent: AgentProfile,
  now: Date,
): { covered: number; need: number } {
  const mask = toUtcHours(role.coverage, role.timeZone, weekOf(now));
  const need = needOf(countHalfHours(mask), role.weeklyLimitMinutes);
  const free = toUtcHours(withoutHours(agent.availability, agent.committed), agent.timeZone, weekOf(now));
  return { covered: Math.min(need, countHalfHours(overlapOf(free, mask))), need };
}
