import type { Actor } from "#app/domain/accounts/permissions.ts";
import { type AgentProfile, agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { type Role, roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { money } from "#app/kernel/money.ts";
import { weekOf } from "#app/kernel/time.ts";
import { countHalfHours, toUtcHours } from "#app/kernel/week-hours.ts";
import type { Queryable } from "#db/client.server.ts";
import { explorationTurn, NEWCOMERS_LOOKED_AT } from "./exploration.server.ts";
import { clockBreak, fitIn, inDollars } from "./match.ts";
import type { Matcher, Question, Ranked } from "./matcher.ts";
import { postgresMatcher } from "./postgres-matcher.server.ts";
import { EXPLORATION_ROW, needOf, type ScoreParts, score } from "./score.ts";
import { wantsTeam } from "./team-suggestion.ts";
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

/** What of a role decides who is listed, and where. */
export type AskedRole = Pick<
  Role,
  | "languages"
  | "tools"
  | "channels"
  | "tier"
  | "maxRate"
  | "currency"
  | "weeklyLimitMinutes"
  | "timeZone"
  | "coverage"
  | "minCoveragePercent"
>;

/** What the role asks this week. */
export function questionOf(role: AskedRole, now: Date): Question {
  const mask = toUtcHours(role.coverage, role.timeZone, weekOf(now));
  return {
    mask,
    need: needOf(countHalfHours(mask), role.weeklyLimitMinutes),
    required: [
      ...role.languages.map((one) => languageTerm(one.language, one.level)),
      ...role.tools.filter((one) => one.required).map((one) => toolTerm(one.tool)),
    ],
    minCoveragePercent: role.minCoveragePercent,
    tools: role.tools.map((one) => toolTerm(one.tool)),
    channels: channelBits(role.channels),
    tier: tierNumber(role.tier),
    maxUsd: role.maxRate === null ? null : inDollars(money(role.maxRate, role.currency)),
  };
}

const LISTED = 20;

/**
 * The recommended list of a role with the reasons of each rank (matching.md). Four queries, or two where an index ranks.
 * @param hidden agents whom the business has hidden from it: the list is as if they were not there
 * @returns `list`: the exact best, in order; `more`: whether it goes on; `hiddenHere`: how many of the hidden would stand in it; `newcomer`: whose turn
 * the exploration row is today, outside that order, with their rank in it if they have one; `wantsTeam`: whether one person is not enough
 * @throws NotFound for strangers
 */
export async function recommendedAgents(
  db: Queryable,
  { roleId, limit = LISTED, hidden = [] }: { roleId: string; limit?: number; hidden?: string[] },
  { actor, now }: { actor: Actor; now: Date },
  matcher: Matcher = postgresMatcher(db),
) {
  const role = await roleForBusiness(db, roleId, actor);
  const question = questionOf(role, now);
  const isShown = (row: Ranked) => !hidden.includes(row.agentId);
  const { rows } = await matcher.best(question, limit + hidden.length + 1, { newcomers: false });
  const { rows: newcomers } = await matcher.best(question, NEWCOMERS_LOOKED_AT, { newcomers: true });
  const visible = rows.filter(isShown);
  const best = visible.slice(0, limit);
  const { turn } = explorationTurn(role.id, now, newcomers.filter(isShown), best.slice(0, EXPLORATION_ROW - 1));
  const shown = [...best.map((row) => row.agentId), ...(turn ? [turn.agentId] : [])];
  const profiles = await agentProfiles(db, [...new Set(shown)]);
  const describe = (row: Ranked) => recommendationOf(role, question, row, profiles.get(row.agentId)!, now);
  const place = best.findIndex((row) => row.agentId === turn?.agentId);
  return {
    role,
    list: best.map(describe),
    more: visible.length > limit,
    hiddenHere: rows.length - visible.length,
    newcomer: turn && { ...describe(turn), rank: place < 0 ? null : place + 1 },
    wantsTeam: wantsTeam(role),
  };
}

/** A place of the list with its reasons. */
export function recommendationOf(role: Role, q: Question, row: Ranked, agent: AgentProfile, now: Date): Recommendation {
  const { covered, need, gaps } = fitIn(role, row.avail, weekOf(now));
  const parts = score({
    overlap: row.overlap,
    need: q.need,
    ratingMilli: row.ratingMilli,
    toolLevels: row.toolLevels,
    tools: q.tools.length,
    rate: row.rateUsd,
    maxRate: q.maxUsd,
  });
  return { agent, parts, covered, need, gaps, clockBreak: clockBreak(role, agent, covered, now) };
}
