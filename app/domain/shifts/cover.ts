import { addDays } from "#app/kernel/time.ts";
import { countHalfHours, withoutHours } from "#app/kernel/week-hours.ts";
import { indexIn } from "./coverage.ts";
import { minutesOf, type Stretch } from "./shift.ts";

/** Eleven hours between two shifts (directive 2003/88/EC, article 3); the same rest that suggested teams keep. */
const REST_MS = 11 * 3_600_000;

/** A colleague whose contract of the role runs. */
export interface Colleague {
  contractId: string;
  agentId: string;
  name: string;
  /** Half-hours of the UTC week agreed on, and minutes of the weekly limit that are still free. */
  agreed: string;
  leftMinutes: number;
  /** Days that the contract runs on, of the gap's week: half-hours as bits. */
  runs: string;
  /** Their shifts around the week, with any business. */
  shifts: Stretch[];
}

/** Half-hours of a UTC week that a stretch lies over. */
export function bitsOver({ startsAt, endsAt }: Stretch, week: string): string {
  const [from, to] = [indexIn(week, startsAt), indexIn(week, endsAt)];
  return Array.from({ length: 336 }, (_, i) => (i >= from && i < to ? "1" : "0")).join("");
}

/**
 * Colleagues who could take a gap: nothing else then, the rest before and after it, room in the weekly limit, the contract running. First those
 * whose agreed hours it lies in, then who has most time left.
 */
export function colleaguesFor(gap: Stretch, week: string, team: Colleague[]) {
  const bits = bitsOver(gap, week);
  const inside = (hours: string) => countHalfHours(withoutHours(bits, hours)) === 0;
  return team
    .filter(
      ({ leftMinutes, runs, shifts }) =>
        leftMinutes >= minutesOf(gap) &&
        inside(runs) &&
        shifts.every(
          (one) =>
            one.endsAt.getTime() + REST_MS <= gap.startsAt.getTime() ||
            gap.endsAt.getTime() + REST_MS <= one.startsAt.getTime() ||
            joins(one, gap),
        ),
    )
    .map(({ contractId, agentId, name, agreed, leftMinutes }) => ({
      contractId,
      agentId,
      name,
      leftMinutes,
      agreed: inside(agreed),
    }))
    .sort((a, b) => Number(b.agreed) - Number(a.agreed) || b.leftMinutes - a.leftMinutes || (a.name < b.name ? -1 : 1));
}

/** Eight hours: a shift may be made longer by the gap beside it up to here. */
const LONGEST_TOGETHER = 8 * 60;

function joins(shift: Stretch, gap: Stretch): boolean {
  const touch = +shift.endsAt === +gap.startsAt || +gap.endsAt === +shift.startsAt;
  return touch && minutesOf(shift) + minutesOf(gap) <= LONGEST_TOGETHER;
}

/** The stretch of time around a week in which shifts bear on its rests. */
export function aroundWeek(begin: Date): Stretch {
  return { startsAt: addDays(begin, -1), endsAt: addDays(begin, 8) };
}
