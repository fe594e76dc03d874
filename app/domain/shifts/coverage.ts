import { peopleInWeek, type Staffed } from "#app/domain/roles/headcount.ts";
import { dateIn, startOfWeek } from "#app/kernel/time.ts";
import { allHours, HALF_HOURS } from "#app/kernel/week-hours.ts";
import type { Stretch } from "./shift.ts";

const HALF_HOUR_MS = 30 * 60_000;

/** The instant a half-hour (0 to 336) of a UTC week begins at. */
export function halfHourAt(week: string, index: number): Date {
  return new Date(startOfWeek(week).getTime() + index * HALF_HOUR_MS);
}

/** The half-hour of a UTC week that an instant falls in; below 0 or above 335 when it lies outside. */
export function indexIn(week: string, at: Date): number {
  return Math.floor((at.getTime() - startOfWeek(week).getTime()) / HALF_HOUR_MS);
}

interface Dates {
  timeZone: string;
  /** Both inclusive, dates of the zone. */
  startsOn: string | null;
  endsOn: string | null;
}

/** Half-hours of a UTC week whose date, on the zone's clock, is within the dates. */
export function withinDates(bits: string, week: string, { timeZone, startsOn, endsOn }: Dates): string {
  if (!startsOn && !endsOn) return bits;
  let out = "";
  for (let i = 0; i < HALF_HOURS; i++) {
    const date = bits[i] === "1" ? dateIn(halfHourAt(week, i), timeZone) : "";
    out += date && (!startsOn || date >= startsOn) && (!endsOn || date <= endsOn) ? "1" : "0";
  }
  return out;
}

/** Half-hours of a UTC week that begin after an instant. */
export function after(bits: string, week: string, now: Date): string {
  const first = Math.max(0, Math.min(HALF_HOURS, indexIn(week, now) + 1));
  return "0".repeat(first) + bits.slice(first);
}

/**
 * How many people a role needs in each half-hour of a UTC week: those that its coverage, on its own zone's clock of that very week (daylight
 * saving handled by date), wants in the whole half-hour; nobody outside its dates.
 */
export function requiredPeople(role: Dates & Staffed, week: string): number[] {
  const within = withinDates(allHours, week, role);
  return peopleInWeek(role, week).map((people, i) => (within[i] === "1" ? people : 0));
}

/** How many of the shifts lie over each half-hour of a UTC week. */
export function peopleIn(shifts: Stretch[], week: string): number[] {
  const people = Array.from({ length: HALF_HOURS }, () => 0);
  for (const { startsAt, endsAt } of shifts) {
    const last = Math.min(HALF_HOURS, indexIn(week, endsAt));
    for (let i = Math.max(0, indexIn(week, startsAt)); i < last; i++) people[i]!++;
  }
  return people;
}

/** What is missing: required less planned, never below none. */
export function missingPeople(required: number[], ...planned: number[][]): number[] {
  return required.map((need, i) =>
    Math.max(
      0,
      planned.reduce((rest, one) => rest - one[i]!, need),
    ),
  );
}

/** Half-hours as bits where at least `least` are counted. */
export function bitsWhere(counts: number[], least = 1): string {
  return counts.map((count) => (count >= least ? "1" : "0")).join("");
}

/** Neighbouring half-hours of the same counts as ranges, `end` exclusive; those where every count is nought are left out. */
export function levelsOf<K extends string>(counts: Record<K, number[]>): ({ start: number; end: number } & Record<K, number>)[] {
  const keys = Object.keys(counts) as K[];
  const levels: ({ start: number; end: number } & Record<K, number>)[] = [];
  for (let i = 0; i < HALF_HOURS; i++) {
    const here = Object.fromEntries(keys.map((key) => [key, counts[key][i]!])) as Record<K, number>;
    if (keys.every((key) => here[key] === 0)) continue;
    const last = levels.at(-1);
    if (last?.end === i && keys.every((key) => last[key] === here[key])) last.end = i + 1;
    else levels.push({ ...here, start: i, end: i + 1 });
  }
  return levels;
}

/** A coverage in figures, in half-hours of people: what is needed, what of it is planned, what of it is missing. */
export function coverageSums(required: number[], planned: number[]): { required: number; covered: number; missing: number } {
  let [needed, covered] = [0, 0];
  required.forEach((need, i) => {
    needed += need;
    covered += Math.min(need, planned[i]!);
  });
  return { required: needed, covered, missing: needed - covered };
}

/** Longest piece in which a gap is offered: half a working day, so that a colleague can take it beside their own shifts. */
const OFFER_HALF_HOURS = 8;

/** Missing people as shifts to offer: one for each missing person, long gaps in even pieces of at most four hours. */
export function gapsToOffer(missing: number[], week: string): Stretch[] {
  const offers: Stretch[] = [];
  for (let least = 1; least <= Math.max(0, ...missing); least++) {
    for (const { start, end } of levelsOf({ gap: missing.map((count) => (count >= least ? 1 : 0)) })) {
      const pieces = Math.ceil((end - start) / OFFER_HALF_HOURS);
      for (let piece = 0; piece < pieces; piece++) {
        const edge = (at: number) => halfHourAt(week, start + Math.round(((end - start) * at) / pieces));
        offers.push({ startsAt: edge(piece), endsAt: edge(piece + 1) });
      }
    }
  }
  return offers;
}
