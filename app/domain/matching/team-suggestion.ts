import { mostPeople, peopleOnClock, type Staffed } from "#app/domain/roles/headcount.ts";
import type { Role } from "#app/domain/roles/roles.server.ts";
import { divideHalfUp, type Money, money } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";
import { HALF_HOURS, noHours, touchedLocalHours, unionOf } from "#app/kernel/week-hours.ts";
import type { KeptTeam } from "#db/schema/matching.ts";
import { stillMissing, type TeamShift, type TeamTask } from "./team-rules.ts";

/** Life of a role's suggested teams: asked for, worked out in a thread, there; and again. */
export const suggestionLifecycle = lifecycle({
  working: { finish: "ready", fail: "failed", ask: "working" },
  ready: { ask: "working" },
  failed: { ask: "working" },
});

/** One that has been worked on for longer has been lost with its worker, and may be asked for again. */
export const LOST_AFTER_MINUTES = 5;

/** What a team is worked out for; another text is another question. */
export function teamQuestion(role: Role): string {
  const { languages, tools, channels, tier, maxRate, currency, weeklyLimitMinutes, timeZone } = role;
  const maximum = maxRate === null ? null : String(maxRate);
  return JSON.stringify([languages, tools, channels, tier, maximum, currency, weeklyLimitMinutes, timeZone, peopleOnClock(role)]);
}

/** Whether one person cannot do it: several at a time, or more hours than a person may work in a week. */
export function wantsTeam(role: Staffed & Pick<Role, "weeklyLimitMinutes">): boolean {
  const halfHours = [...role.coverage].filter((bit) => bit === "1").length;
  return mostPeople(role) > 1 || halfHours * 30 > role.weeklyLimitMinutes;
}

export function keptTeam(task: TeamTask, shifts: TeamShift[], gap: number | null): KeptTeam {
  const members = [...new Set(shifts.map((one) => one.person))].map((person) => ({
    agentId: task.people[person]!.id,
    rate: String(task.people[person]!.rate),
    shifts: shifts.filter((one) => one.person === person).map(({ start, end }): [number, number] => [start, end]),
  }));
  const missing = stillMissing(task.need, shifts).flatMap((people, half): [number, number][] =>
    people > 0 ? [[half, people]] : [],
  );
  return { members, missing, gap };
}

export interface TeamMember {
  agentId: string;
  halfHours: number;
  rate: Money;
  /** A week's pay, rounded half up once as each contract-week is (product.md, "Pay"). */
  pay: Money;
  /** On the role's clock. */
  hours: string;
}
export interface TeamOnClock {
  members: TeamMember[];
  pay: Money;
  /** Person-half-hours that the role wants, and that nobody of the team fills. */
  wanted: number;
  open: number;
  /** Where people are missing, on the role's clock. */
  gaps: string;
  gap: number | null;
}

/** A team as it is shown: on the role's clock of the week it was made for, with what a week costs. */
export function teamOnClock(
  kept: KeptTeam,
  need: number[],
  { timeZone, currency }: Pick<Role, "timeZone" | "currency">,
  week: string,
): TeamOnClock {
  const members = kept.members.map(({ agentId, rate, shifts }): TeamMember => {
    const halfHours = shifts.reduce((sum, [start, end]) => sum + end - start, 0);
    return {
      agentId,
      halfHours,
      rate: money(BigInt(rate), currency),
      pay: money(divideHalfUp(BigInt(rate) * BigInt(halfHours * 30), 60n), currency),
      hours: shifts.reduce((bits, [start, end]) => unionOf(bits, touchedLocalHours(bitsOf(start, end), timeZone, week)), noHours),
    };
  });
  const missing = Array.from({ length: HALF_HOURS }, () => "0");
  for (const [half] of kept.missing) missing[half] = "1";
  return {
    members: members.sort((a, b) => b.halfHours - a.halfHours),
    pay: money(
      members.reduce((sum, one) => sum + one.pay.minor, 0n),
      currency,
    ),
    wanted: need.reduce((sum, people) => sum + people, 0),
    open: kept.missing.reduce((sum, [, people]) => sum + people, 0),
    gaps: touchedLocalHours(missing.join(""), timeZone, week),
    gap: kept.gap,
  };
}

function bitsOf(start: number, end: number): string {
  const bits = Array.from({ length: HALF_HOURS }, () => "0");
  for (let i = start; i < end; i++) bits[i % HALF_HOURS] = "1";
  return bits.join("");
}
