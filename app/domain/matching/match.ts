import type { AgentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { cefr } from "#app/domain/agents/languages.ts";
import { tiers } from "#app/domain/agents/profile.ts";
import type { Role } from "#app/domain/roles/roles.server.ts";
import { referenceRate } from "#app/kernel/fx-rates.ts";
import { convertMoney, type Money, money } from "#app/kernel/money.ts";
import { addDays, shiftWeek, startOfWeek, weekOf } from "#app/kernel/time.ts";
import { countHalfHours, offsetMinutes, overlapOf, toUtcHours, touchedLocalHours, withoutHours } from "#app/kernel/week-hours.ts";
import { needOf, type ScoreParts, score } from "./score.ts";

type Hours = Pick<AgentProfile, "availability" | "committed" | "timeZone">;
type Wanted = Pick<Role, "coverage" | "timeZone" | "weeklyLimitMinutes">;

/** What the list compares rates in: US dollars at the day's reference rate. */
export function inDollars(rate: Money): bigint {
  return convertMoney(rate, "USD", referenceRate(rate.currency, "USD")).minor;
}

/** Half-hours of one UTC week that an agent has free, promised ones taken out. */
export function freeHours(agent: Hours, week: string): string {
  return toUtcHours(withoutHours(agent.availability, agent.committed), agent.timeZone, week);
}

export interface Fit {
  /** Half-hours of the role the agent has free, and of those what one person is wanted for. */
  overlap: number;
  covered: number;
  need: number;
  /** What of the role the agent leaves open, on the role's own clock. */
  gaps: string;
}

/** How an agent's free hours of a UTC week meet the role's. @param free half-hours of that week in UTC */
export function fitIn(role: Wanted, free: string, week: string): Fit {
  const { mask } = wantedIn(role, week);
  const gaps = overlapOf(role.coverage, touchedLocalHours(withoutHours(mask, free), role.timeZone, week));
  return { ...coverIn(role, free, week), gaps };
}

const wantedByRole = new WeakMap<Wanted, Map<string, { mask: string; need: number }>>();

/** The role's hours in a UTC week and what one person is wanted for: the same for everybody on its list. */
function wantedIn(role: Wanted, week: string): { mask: string; need: number } {
  const weeks = wantedByRole.get(role) ?? new Map<string, { mask: string; need: number }>();
  wantedByRole.set(role, weeks);
  const known = weeks.get(week);
  if (known) return known;
  const mask = toUtcHours(role.coverage, role.timeZone, week);
  const wanted = { mask, need: needOf(countHalfHours(mask), role.weeklyLimitMinutes) };
  weeks.set(week, wanted);
  return wanted;
}

function coverIn(role: Wanted, free: string, week: string): Omit<Fit, "gaps"> {
  const { mask, need } = wantedIn(role, week);
  const overlap = countHalfHours(overlapOf(free, mask));
  return { overlap, covered: Math.min(overlap, need), need };
}

/** Half a year: who is hired for longer has seen both changes of the clocks by then. */
const WEEKS_LOOKED_AHEAD = 26;

/**
 * The list is of this week; in the role's own weeks the two zones may stand differently.
 * @param covered half-hours of the role that the agent covers in this week
 * @returns the first week of the role in which fewer hours are covered than now, or null
 */
export function clockBreak(
  role: Wanted & Pick<Role, "startsOn" | "endsOn">,
  agent: Hours,
  covered: number,
  now: Date,
): { week: string; covered: number; need: number } | null {
  const thisWeek = weekOf(now);
  const starts = role.startsOn ? weekOf(new Date(`${role.startsOn}T12:00:00Z`)) : thisWeek;
  const first = starts > thisWeek ? starts : thisWeek;
  const weeks = weeksApart(thisWeek, first, role.timeZone, agent.timeZone);
  if (weeks.length === 0) return null;
  for (const week of weeks) {
    if (role.endsOn && week > role.endsOn) return null;
    const then = coverIn(role, freeHours(agent, week), week);
    if (then.covered < covered) return { week, covered: then.covered, need: then.need };
  }
  return null;
}

const apart = new Map<string, string[]>();
const MOST_PAIRS = 5000;

/** Weeks from `first` on in which two zones stand to each other as in none before and not as in `thisWeek`; for a whole list these are a few pairs of zones. */
function weeksApart(thisWeek: string, first: string, one: string, other: string): string[] {
  const key = `${thisWeek} ${first} ${one} ${other}`;
  const known = apart.get(key);
  if (known) return known;
  const distance = (week: string) => {
    const midweek = addDays(startOfWeek(week), 3).getTime();
    return offsetMinutes(midweek, one) - offsetMinutes(midweek, other);
  };
  const seen = new Set([distance(thisWeek)]);
  const weeks: string[] = [];
  for (let ahead = 0; ahead <= WEEKS_LOOKED_AHEAD; ahead++) {
    const week = shiftWeek(first, ahead);
    // Two zones that stand to each other as in a week already looked at fit as they did then.
    if (seen.has(distance(week))) continue;
    seen.add(distance(week));
    weeks.push(week);
  }
  if (apart.size >= MOST_PAIRS) apart.clear();
  apart.set(key, weeks);
  return weeks;
}

/** Filters of the list that keep an agent out, by name. */
export type Unmet = "payable" | "open" | "languages" | "tools" | "channels" | "tier" | "rate" | "hours";

/** One agent against one role by the rules of the list: points and their parts, and what keeps the agent out of it, if anything. */
export function matchOf(role: Role, agent: AgentProfile, now: Date): { fit: Fit; parts: ScoreParts; unmet: Unmet[] } {
  const week = weekOf(now);
  const fit = fitIn(role, freeHours(agent, week), week);
  const rate = inDollars(money(agent.hourlyRate, agent.currency));
  const maxRate = role.maxRate === null ? null : inDollars(money(role.maxRate, role.currency));
  const level = (tool: string) => agent.tools.find((one) => one.tool === tool)?.level ?? 0;
  const speaks = (wanted: Role["languages"][number]) =>
    agent.languages.some((one) => one.language === wanted.language && cefr.indexOf(one.level) >= cefr.indexOf(wanted.level));
  const met: Record<Unmet, boolean> = {
    payable: agent.payable && agent.completedAt !== null && !agent.suspended,
    open: agent.open,
    languages: role.languages.every(speaks),
    tools: role.tools.every((one) => !one.required || level(one.tool) > 0),
    channels: role.channels.every((channel) => agent.channels.includes(channel)),
    tier: tiers.indexOf(agent.tier) >= tiers.indexOf(role.tier),
    rate: maxRate === null || rate <= maxRate,
    hours: fit.covered * 100 >= role.minCoveragePercent * fit.need,
  };
  const parts = score({
    overlap: fit.overlap,
    need: fit.need,
    ratingMilli: agent.ratingMilli,
    toolLevels: role.tools.reduce((sum, one) => sum + level(one.tool), 0),
    tools: role.tools.length,
    // Above the maximum the price part would be negative; such an agent is not listed, and the others' parts still say something.
    rate: maxRate !== null && rate > maxRate ? maxRate : rate,
    maxRate,
  });
  return { fit, parts, unmet: (Object.keys(met) as Unmet[]).filter((one) => !met[one]) };
}
