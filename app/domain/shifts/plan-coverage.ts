import { HALF_HOURS } from "#app/kernel/week-hours.ts";

/** Nobody is asked to come for less than an hour, or planned for more than eight hours of one day. */
const SHORTEST = 2;
const LONGEST = 16;

export interface Plannable {
  contractId: string;
  /** Half-hours of the UTC week the contract agreed on, without what the agent has already: 336 characters. */
  available: string;
  /** Half-hours of the weekly limit that are still free. */
  left: number;
}
export interface PlannedShift {
  contractId: string;
  /** Half-hours of the UTC week, `end` exclusive. */
  start: number;
  end: number;
}

/**
 * Shifts that cover what is missing, from agreed windows and within weekly limits. Again and again the stretch is taken that covers the most
 * missing people; between equals the person with the most time left, so that hours are shared. A person's hours are spread over their days:
 * none is longer than the even share, the shortest is an hour. Deterministic; the order of people decides the last ties.
 * @param missing people missing in each half-hour of the UTC week; @param dayOf which day, on the role's clock, a half-hour belongs to
 */
export function planCoverage(missing: number[], dayOf: number[], people: Plannable[]): PlannedShift[] {
  const open = [...missing];
  const team = people.map((person) => {
    const free = Array.from(person.available, (bit) => bit === "1");
    const days = new Set(dayOf.filter((_, i) => free[i] && missing[i]! > 0));
    const share = Math.ceil(person.left / Math.max(1, days.size));
    const member = { ...person, free, perDay: Math.max(SHORTEST, Math.min(LONGEST, share)), used: new Map<number, number>() };
    return { ...member, best: bestStretch(open, dayOf, member) };
  });
  const planned: PlannedShift[] = [];
  for (;;) {
    let person: (typeof team)[number] | null = null;
    for (const one of team) {
      if (!one.best) continue;
      const more = one.best.worth - (person?.best?.worth ?? 0);
      if (!person || more > 0 || (more === 0 && one.left > person.left)) person = one;
    }
    if (!person?.best) return planned;
    const { start, end } = person.best;
    planned.push({ contractId: person.contractId, start, end });
    for (let i = start; i < end; i++) {
      open[i]!--;
      person.free[i] = false;
    }
    person.left -= end - start;
    const day = dayOf[start]!;
    person.used.set(day, (person.used.get(day) ?? 0) + end - start);
    // What is missing only grows less: a stretch that was the best and is not touched still is.
    for (const one of team)
      if (one === person || (one.best && one.best.start < end && start < one.best.end)) one.best = bestStretch(open, dayOf, one);
  }
}

/** The stretch of one day that covers the most: where a person is free and somebody is missing all along. */
function bestStretch(
  open: number[],
  dayOf: number[],
  { free, left, perDay, used }: { free: boolean[]; left: number; perDay: number; used: Map<number, number> },
): { start: number; end: number; worth: number } | null {
  let best: { start: number; end: number; worth: number } | null = null;
  for (let start = 0; start < HALF_HOURS; start++) {
    const most = Math.min(left, perDay - (used.get(dayOf[start]!) ?? 0));
    if (most < SHORTEST) continue;
    let worth = 0;
    let end = start;
    while (end < HALF_HOURS && end - start < most && free[end] && open[end]! > 0) worth += open[end++]!;
    if (end - start >= SHORTEST && (!best || worth > best.worth)) best = { start, end, worth };
  }
  return best;
}
