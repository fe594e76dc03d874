import type { Stretch } from "./shift.ts";

/**
 * The share of planned time below which a week is out of step with its plan (product.md, "Hours": floor 90%). In tenths of a percent, for
 * adherence and conformance alike.
 */
export const FLOOR_PERMILLE = 900;

export interface Adherence {
  /** Minutes of shifts that are over by now. */
  planned: number;
  /** Of those, minutes in which the agent worked. */
  inside: number;
  /** All minutes worked in the week until now, in shifts or not. */
  worked: number;
  /** Right time: inside / planned, in tenths of a percent rounded down; null where nothing was planned. */
  adherence: number | null;
  /** Right amount: worked / planned, likewise; above 1000 when more was worked than planned. */
  conformance: number | null;
}

/**
 * Adherence and conformance of a week, as workforce management in contact centres defines them: adherence is the share of scheduled time in
 * which the agent was at work as scheduled (the right time), conformance the time worked relative to the time scheduled, whenever it was
 * (the right amount; product.md, "Hours"). Overlapping stretches count once; a shift that still runs counts up to `now`. Rounded down, so
 * that what is below the floor is never shown as on it.
 * @param shifts published shifts of the week; @param worked stretches with recorded time of the week
 */
export function adherenceOf(shifts: Stretch[], worked: Stretch[], now: Date): Adherence {
  const plan = until(joined(shifts), now);
  const work = until(joined(worked), now);
  const planned = minutesIn(plan);
  const inside = minutesIn(common(plan, work));
  const done = minutesIn(work);
  const share = (minutes: number) => (planned === 0 ? null : Math.floor((minutes * 1000) / planned));
  return { planned, inside, worked: done, adherence: share(inside), conformance: share(done) };
}

export function belowFloor(permille: number | null): boolean {
  return permille !== null && permille < FLOOR_PERMILLE;
}

function minutesIn(stretches: Stretch[]): number {
  const ms = stretches.reduce((sum, one) => sum + one.endsAt.getTime() - one.startsAt.getTime(), 0);
  return Math.floor(ms / 60_000);
}

/** In order, those that touch or overlap as one. */
function joined(stretches: Stretch[]): Stretch[] {
  const out: Stretch[] = [];
  for (const one of [...stretches].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())) {
    const last = out.at(-1);
    if (last && one.startsAt <= last.endsAt) {
      if (one.endsAt > last.endsAt) last.endsAt = one.endsAt;
    } else out.push({ ...one });
  }
  return out;
}

function until(stretches: Stretch[], now: Date): Stretch[] {
  return stretches
    .filter((one) => one.startsAt < now)
    .map((one) => ({ startsAt: one.startsAt, endsAt: one.endsAt < now ? one.endsAt : now }));
}

/** What two lists, each in order and without overlaps, have in common. */
function common(a: Stretch[], b: Stretch[]): Stretch[] {
  const out: Stretch[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const startsAt = a[i]!.startsAt > b[j]!.startsAt ? a[i]!.startsAt : b[j]!.startsAt;
    const endsAt = a[i]!.endsAt < b[j]!.endsAt ? a[i]!.endsAt : b[j]!.endsAt;
    if (startsAt < endsAt) out.push({ startsAt, endsAt });
    if (a[i]!.endsAt < b[j]!.endsAt) i++;
    else j++;
  }
  return out;
}
