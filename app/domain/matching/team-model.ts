import { HALF_HOURS } from "#app/kernel/week-hours.ts";
import { dayOf, limitOf, longestRest, RULES, shiftOptions, type TeamShift, type TeamTask, usableOf } from "./team-rules.ts";

/** What a suggestion weighs beside pay. */
export interface Taste {
  /** Hours of usual pay that each further person counts as: somebody to get to know, to train, to plan with. */
  hoursPerPerson: number;
  /** Per cent that each star missing to five adds to a rate. */
  percentPerStar: number;
}

export const tastes = {
  balanced: { hoursPerPerson: 2, percentPerStar: 5 },
  cheapest: { hoursPerPerson: 0, percentPerStar: 0 },
  fewest: { hoursPerPerson: 40, percentPerStar: 5 },
  bestRated: { hoursPerPerson: 2, percentPerStar: 60 },
} as const satisfies Record<string, Taste>;
export type TasteName = keyof typeof tastes;

export interface Weights {
  /** What a half-hour of each person counts. */
  price: number[];
  perPerson: number;
  /** What a half-hour that nobody fills counts: more than anybody's, so that hours are filled before money is saved. */
  missing: number;
}

export function weightsOf(task: TeamTask, taste: Taste): Weights {
  const price = task.people.map(
    ({ rate, ratingMilli }) => (rate / 2) * (1 + (taste.percentPerStar / 100) * ((5000 - ratingMilli) / 1000)),
  );
  const rates = task.people.map((one) => one.rate).sort((a, b) => a - b);
  const perPerson = taste.hoursPerPerson * (rates[Math.floor(rates.length / 2)] ?? 0);
  return { price, perPerson, missing: 2 * Math.max(1, ...price) + perPerson };
}

/** What a plan counts; lower is better. */
export function countOf(task: TeamTask, weights: Weights, shifts: TeamShift[]): number {
  const open = [...task.need];
  let sum = new Set(shifts.map((one) => one.person)).size * weights.perPerson;
  for (const { person, start, end } of shifts) {
    sum += (end - start) * weights.price[person]!;
    for (let i = start; i < end; i++) open[i % HALF_HOURS]!--;
  }
  return sum + weights.missing * open.reduce((missing, people) => missing + Math.max(0, people), 0);
}

export interface TeamModel {
  /** One whole number 0 or 1 each: the shifts first, then whether a person is in the team; after them people missing, which may be any number. */
  shifts: (TeamShift & { restAfter: boolean })[];
  members: number[];
  columns: { cost: number; most: number; whole: boolean }[];
  /** Which half-hours the first rows stand for. */
  cover: { start: number; length: number }[];
  rows: { least: number; most: number; entries: [column: number, value: number][] }[];
}

/**
 * The team as an integer program. Which shifts: people wanted in each half-hour, each person's weekly limit; at most one shift at a time,
 * the eleven hours after it included; one that begins on each of their days; and where a person has no day off by themselves, one shift that 35 free
 * hours follow.
 * @param chosen indices of the people considered
 */
export function modelOf(task: TeamTask, weights: Weights, chosen: number[]): TeamModel {
  const shifts: TeamModel["shifts"] = [];
  const own = new Map<number, { from: number; to: number; needsRest: boolean }>();
  for (const person of chosen) {
    const from = shifts.length;
    const options = shiftOptions(task, task.people[person]!);
    const needsRest = longestRest(options) < RULES.weeklyRest;
    for (const option of options) {
      shifts.push({ person, ...option, restAfter: false });
      if (needsRest) shifts.push({ person, ...option, restAfter: true });
    }
    own.set(person, { from, to: shifts.length, needsRest });
  }
  const members = chosen.filter((person) => own.get(person)!.to > own.get(person)!.from);
  const columns: TeamModel["columns"] = [
    ...shifts.map(({ person, start, end }) => ({ cost: (end - start) * weights.price[person]!, most: 1, whole: true })),
    ...members.map(() => ({ cost: weights.perPerson, most: 1, whole: true })),
  ];
  const rows: TeamModel["rows"] = [];
  const covered = cover(task, weights, shifts, columns, rows);
  members.forEach((person, m) => {
    const { from, to, needsRest } = own.get(person)!;
    const member = shifts.length + m;
    const ids = Array.from({ length: to - from }, (_, i) => from + i);
    const atMostOne = (some: number[]) =>
      rows.push({ least: -Infinity, most: 0, entries: [...some.map((id): [number, number] => [id, 1]), [member, -1]] });
    rows.push({
      least: -Infinity,
      most: 0,
      entries: [...ids.map((id): [number, number] => [id, shifts[id]!.end - shifts[id]!.start]), [member, -limitOf(task)]],
    });
    for (const start of new Set(ids.map((id) => shifts[id]!.start))) {
      atMostOne(
        ids.filter((id) => {
          const { start: from, end, restAfter } = shifts[id]!;
          return (start - from + HALF_HOURS) % HALF_HOURS < end - from + (restAfter ? RULES.weeklyRest : RULES.dailyRest);
        }),
      );
    }
    for (let day = 0; day < 7; day++) {
      const begun = ids.filter((id) => dayOf(task.people[person]!, shifts[id]!.start) === day);
      if (begun.length > 0) atMostOne(begun);
    }
    if (needsRest)
      rows.push({
        least: 0,
        most: Infinity,
        entries: [...ids.filter((id) => shifts[id]!.restAfter).map((id): [number, number] => [id, 1]), [member, -1]],
      });
  });
  return { shifts, members, columns, cover: covered, rows };
}

/** People wanted in each half-hour; half-hours in a row that ask the same of the same shifts are one row. */
function cover(
  task: TeamTask,
  weights: Weights,
  shifts: TeamShift[],
  columns: TeamModel["columns"],
  rows: TeamModel["rows"],
): TeamModel["cover"] {
  const covered: TeamModel["cover"] = [];
  const over: number[][] = task.need.map(() => []);
  const edge = new Array<boolean>(HALF_HOURS).fill(false);
  shifts.forEach(({ start, end }, id) => {
    edge[start] = true;
    edge[end % HALF_HOURS] = true;
    for (let i = start; i < end; i++) over[i % HALF_HOURS]!.push(id);
  });
  let missing = -1;
  task.need.forEach((people, i) => {
    if (people === 0) return;
    if (i > 0 && !edge[i] && task.need[i - 1] === people) {
      columns[missing]!.cost += weights.missing;
      covered.at(-1)!.length++;
      return;
    }
    missing = columns.push({ cost: weights.missing, most: people, whole: false }) - 1;
    covered.push({ start: i, length: 1 });
    rows.push({ least: people, most: Infinity, entries: [...over[i]!.map((id): [number, number] => [id, 1]), [missing, 1]] });
  });
  return covered;
}

/** The same program with some of its shifts only. */
export function withShifts(model: TeamModel, kept: Set<number>): TeamModel {
  const place = new Map<number, number>();
  model.columns.forEach((_, id) => {
    if (id >= model.shifts.length || kept.has(id)) place.set(id, place.size);
  });
  return {
    ...model,
    shifts: model.shifts.filter((_, id) => kept.has(id)),
    columns: model.columns.filter((_, id) => place.has(id)),
    rows: model.rows.map((row) => ({
      ...row,
      entries: row.entries.flatMap(([id, value]): [number, number][] => (place.has(id) ? [[place.get(id)!, value]] : [])),
    })),
  };
}

/**
 * Whom to look at first: for each half-hour the cheapest by count who are free then, a few for each person wanted. Who is left out is priced
 * afterwards (`outsiders`), so nobody is overlooked.
 */
export function shortlist(task: TeamTask, price: number[], spare: number): number[] {
  const order = task.people.map((_, i) => i).sort((a, b) => price[a]! - price[b]!);
  const seen = new Array<number>(HALF_HOURS).fill(0);
  return order
    .filter((person) => {
      const usable = usableOf(task, task.people[person]!);
      const wanted = usable.some((free, i) => free && seen[i]! < spare * task.need[i]!);
      if (wanted) for (const [i, free] of usable.entries()) if (free) seen[i]!++;
      return wanted;
    })
    .sort((a, b) => a - b);
}

/**
 * People who were left out and whom the program's own prices would pay for, with the most that each could improve it by. Their best shift of
 * every day counts, cut to the weekly limit, without the rests between: more than any week that they could work, so the bound stays true.
 * @param prices of the program's first rows, those of `cover`
 */
export function outsiders(task: TeamTask, weights: Weights, model: TeamModel, prices: ArrayLike<number>, inside: Set<number>) {
  const worth = new Array<number>(HALF_HOURS).fill(0);
  for (const [row, { start, length }] of model.cover.entries())
    worth.fill(Math.max(0, prices[row]!) / length, start, start + length);
  const upTo = [0];
  for (let i = 0; i < 2 * HALF_HOURS; i++) upTo.push(upTo[i]! + worth[i % HALF_HOURS]!);
  return task.people.flatMap((who, person) => {
    if (inside.has(person)) return [];
    const ofDay = new Array<number>(7).fill(0);
    let bestEach = 0;
    for (const { start, end } of shiftOptions(task, who)) {
      const gain = upTo[end]! - upTo[start]! - (end - start) * weights.price[person]!;
      const day = dayOf(who, start);
      ofDay[day] = Math.max(ofDay[day]!, gain);
      bestEach = Math.max(bestEach, gain / (end - start));
    }
    const week = Math.min(
      ofDay.reduce((sum, gain) => sum + gain, 0),
      bestEach * limitOf(task),
    );
    const improves = week - weights.perPerson;
    return improves > 1e-6 ? [{ person, improves }] : [];
  });
}
