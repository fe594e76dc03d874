import { HALF_HOURS } from "#app/kernel/week-hours.ts";

/**
 * What a suggested week may ask of one person, in half-hours. Freelancers are not bound by it in law; Deskhand proposes nothing beyond it.
 * Source: directive 2003/88/EC, article 3 (11 hours of rest between two days), article 5 (24 hours in a row each week, and the 11 of the day
 * beside them), article 6 (48 hours a week). Eight hours a day is the longest shift that is planned anywhere here (shifts, plan-coverage.ts).
 */
export const RULES = { dailyRest: 22, weeklyRest: 70, mostInWeek: 96, longest: 16, shortest: 4 } as const;

export interface Person {
  id: string;
  /** Free half-hours of the UTC week. */
  free: string;
  /** Minor units an hour, in the role's currency. */
  rate: number;
  ratingMilli: number;
  /** Half-hour of the UTC week, 0 to 335, at which Monday begins on the person's own clock. */
  monday: number;
}

export interface TeamTask {
  /** People wanted in each half-hour of the UTC week; the week repeats, so Sunday night lies beside Monday morning. */
  need: number[];
  /** Half-hours a week and person. */
  weeklyLimit: number;
  /** Best ranked first. */
  people: Person[];
}

/** `start` 0 to 335, `end` after it by the length; a shift over Sunday midnight ends beyond 336. */
export interface TeamShift {
  person: number;
  start: number;
  end: number;
}

export const limitOf = (task: TeamTask): number => Math.min(task.weeklyLimit, RULES.mostInWeek);

const wrap = (i: number) => ((i % HALF_HOURS) + HALF_HOURS) % HALF_HOURS;

/** Which of a person's own days (0 Monday to 6 Sunday) a half-hour of the UTC week lies in. */
export function dayOf(person: Person, i: number): number {
  return Math.floor(wrap(i - person.monday) / 48);
}

/** Half-hours at which a person is free and somebody is wanted. */
export function usableOf(task: TeamTask, person: Person): boolean[] {
  return task.need.map((people, i) => people > 0 && person.free[i] === "1");
}

/**
 * Stretches of true in a week that repeats. A week without a break is one run of a week's length that begins at 0 and is `round`.
 * `end` may pass 336.
 */
export function runsOf(bits: boolean[]): { start: number; end: number; round?: true }[] {
  const first = bits.indexOf(false);
  if (first < 0) return [{ start: 0, end: HALF_HOURS, round: true }];
  const runs: { start: number; end: number }[] = [];
  for (let i = first; i < first + HALF_HOURS; i++) {
    if (!bits[wrap(i)]) continue;
    const last = runs.at(-1);
    if (last?.end === i) last.end = i + 1;
    else runs.push({ start: i, end: i + 1 });
  }
  return runs.map(({ start, end }) => ({ start: wrap(start), end: wrap(start) + end - start }));
}

/**
 * The shifts a person can be given: two to eight hours in one piece while they are free and wanted, from and to whole hours (UTC) or the edges of
 * their time. A stretch of need shorter than two hours may be taken whole.
 */
export function shiftOptions(task: TeamTask, person: Person): { start: number; end: number }[] {
  const options: { start: number; end: number }[] = [];
  const wanted = task.need.map((people) => people > 0);
  for (const { start: from, end: to, round } of runsOf(usableOf(task, person))) {
    if (to - from < RULES.shortest) {
      if (!wanted[wrap(from - 1)] && !wanted[wrap(to)]) options.push({ start: from, end: to });
      continue;
    }
    const edges = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(
      (at) => at === from || at === to || at % 2 === 0,
    );
    for (const start of edges) {
      if (round && start === to) continue;
      for (let length = RULES.shortest; length <= RULES.longest; length++) {
        const end = start + length;
        if (round ? end % 2 === 0 : end <= to && (end === to || end % 2 === 0))
          options.push({ start: wrap(start), end: wrap(start) + length });
      }
    }
  }
  return options;
}

/** Whether two shifts of one person leave the rest between them, whichever comes first in the week. */
export function restBetween(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  const gap = (first: typeof a, then: typeof a) => wrap(then.start - first.start) - (first.end - first.start);
  return gap(a, b) >= RULES.dailyRest && gap(b, a) >= RULES.dailyRest;
}

/** The longest time off between two shifts of a week that repeats. */
export function longestRest(shifts: { start: number; end: number }[]): number {
  const sorted = [...shifts].sort((a, b) => a.start - b.start);
  if (sorted.length === 0) return HALF_HOURS;
  return Math.max(...sorted.map((one, i) => (sorted[i + 1]?.start ?? sorted[0]!.start + HALF_HOURS) - one.end));
}

/** What is still missing in each half-hour beside these shifts, never below none. */
export function stillMissing(need: number[], shifts: TeamShift[]): number[] {
  const open = [...need];
  for (const { start, end } of shifts) for (let i = start; i < end; i++) open[wrap(i)]!--;
  return open.map((people) => Math.max(0, people));
}

/**
 * Shifts made shorter where more people would come than are wanted, from their ends and never under the shortest; the dearest first.
 */
export function trimmed(task: TeamTask, shifts: TeamShift[]): TeamShift[] {
  const spare = task.need.map((people) => -people);
  for (const { start, end } of shifts) for (let i = start; i < end; i++) spare[wrap(i)]!++;
  const order = [...shifts].sort((a, b) => task.people[b.person]!.rate - task.people[a.person]!.rate);
  return order
    .flatMap((shift) => {
      let { start, end } = shift;
      const idle = (i: number) => spare[wrap(i)]! > 0;
      if (Array.from({ length: end - start }, (_, i) => start + i).every(idle)) {
        for (let i = start; i < end; i++) spare[wrap(i)]!--;
        return [];
      }
      while (end - start > RULES.shortest && idle(end - 1)) spare[wrap(--end)]!--;
      while (end - start > RULES.shortest && idle(start)) spare[wrap(start++)]!--;
      return [{ person: shift.person, start: wrap(start), end: wrap(start) + end - start }];
    })
    .sort((a, b) => a.person - b.person || a.start - b.start);
}
