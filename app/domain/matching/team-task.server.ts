import { type AgentProfile, agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { peopleInWeek } from "#app/domain/roles/headcount.ts";
import type { Role } from "#app/domain/roles/roles.server.ts";
import { referenceRate } from "#app/kernel/fx-rates.ts";
import { convertMoney, money } from "#app/kernel/money.ts";
import { addDays, startOfWeek, weekOf } from "#app/kernel/time.ts";
import { countHalfHours, HALF_HOURS, offsetMinutes } from "#app/kernel/week-hours.ts";
import type { Queryable } from "#db/client.server.ts";
import type { Matcher, Ranked } from "./matcher.ts";
import { questionOf } from "./recommended-agents.server.ts";
import { needOf } from "./score.ts";
import type { TeamTask } from "./team-rules.ts";

/** The best few hundred; who covers little of the week may still be just the one for a night. */
const CANDIDATES = 300;
/** Where fewer than this are free for each person wanted, the best for those hours alone are looked for too. */
const FEW = 6;

/** How many people a role wants in each half-hour of the UTC week that `now` is in. */
export function needNow(role: Role, now: Date): number[] {
  return peopleInWeek(role, weekOf(now));
}

/**
 * Whom a role's team can be made of, with their hours and rates, best ranked first. Three queries, one less where an index ranks.
 * @param role as its business may read it: the caller has asked
 */
export async function teamTask(
  db: Queryable,
  role: Role,
  now: Date,
  matcher: Matcher,
): Promise<{ task: TeamTask; profiles: Map<string, AgentProfile> }> {
  const question = { ...questionOf(role, now), minCoveragePercent: 0 };
  const { rows } = await matcher.best(question, CANDIDATES, { newcomers: false });
  const need = needNow(role, now);
  const thin = need
    .map((people, i) => (people > 0 && rows.filter((row) => row.avail[i] === "1").length < FEW * people ? "1" : "0"))
    .join("");
  const more: Ranked[] = [];
  if (thin.includes("1") && rows.length === CANDIDATES) {
    const asked = { ...question, mask: thin, need: needOf(countHalfHours(thin), role.weeklyLimitMinutes) };
    more.push(...(await matcher.best(asked, CANDIDATES / 2, { newcomers: false })).rows);
  }
  const free = new Map([...rows, ...more].filter((row) => row.overlap > 0).map((row) => [row.agentId, row.avail]));
  const profiles = await agentProfiles(db, [...free.keys()]);
  const midweek = addDays(startOfWeek(weekOf(now)), 3).getTime();
  const people = [...free].flatMap(([id, avail]) => {
    const profile = profiles.get(id);
    if (!profile) return [];
    const own = money(profile.hourlyRate, profile.currency);
    const rate = convertMoney(own, role.currency, referenceRate(own.currency, role.currency));
    const monday = (HALF_HOURS - Math.floor(offsetMinutes(midweek, profile.timeZone) / 30)) % HALF_HOURS;
    return [{ id, free: avail, rate: Number(rate.minor), ratingMilli: profile.ratingMilli, monday }];
  });
  const weeklyLimit = Math.floor(role.weeklyLimitMinutes / 30);
  return { task: { need, weeklyLimit, people }, profiles };
}
