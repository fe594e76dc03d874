import { HALF_HOURS } from "#app/kernel/week-hours.ts";
import type { Weights } from "./team-model.ts";
import {
  dayOf,
  limitOf,
  longestRest,
  RULES,
  restBetween,
  runsOf,
  stillMissing,
  type TeamShift,
  type TeamTask,
  usableOf,
} from "./team-rules.ts";

/**
 * A first team at once, greedily: again and again the person whose week counts least for each half-hour of what is still open; of equals the
 * better ranked. It keeps every rule that the optimum keeps, and is no optimum.
 */
export function greedyTeam(task: TeamTask, weights: Weights): TeamShift[] {
  let open = [...task.need];
  const team: TeamShift[] = [];
  const left = new Set(task.people.keys());
  const usable = task.people.map((person) => usableOf(task, person));
  for (;;) {
    let best: { week: TeamShift[]; each: number } | null = null;
    for (const person of left) {
      const could = usable[person]!.reduce((sum, free, i) => sum + (free && open[i]! > 0 ? 1 : 0), 0);
      const each = (covered: number) => weights.price[person]! + weights.perPerson / covered;
      if (could === 0 || (best && each(Math.min(could, limitOf(task))) >= best.each)) continue;
      const week = weekFor(task, person, usable[person]!, open);
      const covered = week.reduce((sum, one) => sum + one.end - one.start, 0);
      if (covered > 0 && (!best || each(covered) < best.each)) best = { week, each: each(covered) };
    }
    if (!best) return team;
    team.push(...best.week);
    left.delete(best.week[0]!.person);
    open = stillMissing(task.need, team);
  }
}

/** A person's week over what is open: on each of their days the longest shift, as far as limits and rests allow. */
function weekFor(task: TeamTask, person: number, usable: boolean[], open: number[]): TeamShift[] {
  const who = task.people[person]!;
  const week: TeamShift[] = [];
  let left = limitOf(task);
  const runs = runsOf(usable.map((free, i) => free && open[i]! > 0));
  for (let day = 0; day < 7; day++) {
    let best: TeamShift | null = null;
    for (const { start: from, end: to } of runs) {
      for (let at = from; at < to; at++) {
        const start = at % HALF_HOURS;
        if (dayOf(who, start) !== day) continue;
        for (let length = Math.min(RULES.longest, left, to - at); length >= RULES.shortest; length--) {
          if (best && length <= best.end - best.start) break;
          const shift = { person, start, end: start + length };
          if (!week.every((one) => restBetween(one, shift)) || longestRest([...week, shift]) < RULES.weeklyRest) continue;
          best = shift;
          break;
        }
      }
    }
    if (!best) continue;
    week.push(best);
    left -= best.end - best.start;
  }
  return week;
}
