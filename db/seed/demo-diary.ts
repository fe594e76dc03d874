import { splitIntoSegments } from "#app/domain/diary/slots.ts";
import { newId } from "#app/kernel/ids.ts";
import { addMinutes, Temporal } from "#app/kernel/time.ts";
import { pick } from "./demo-agents.ts";

export type Kind = "tracked" | "on-call" | "in-queue" | "manual";

const memos = [
  "Chat queue: delivery questions",
  "E-mail inbox, oldest first",
  "Refunds waiting for the warehouse",
  "Follow-ups from yesterday",
  "Macro for the new returns form",
  "Damaged parcel, photos checked",
  "Address changes before dispatch",
  "Escalated to the workshop, customer told",
];

/**
 * One day's work as segments: a first stretch, a break, a second stretch, with the unevenness of a real day.
 * @param day ISO date in the agent's zone; @param minutes about how long; @returns null on a day off
 */
export function workOfDay(
  day: string,
  timeZone: string,
  startHour: number,
  minutes: number,
  kinds: Kind[],
  random: () => number,
) {
  if (random() < 0.04) return null;
  const start = Temporal.PlainDate.from(day).toZonedDateTime({
    timeZone,
    plainTime: Temporal.PlainTime.from({ hour: startHour, minute: Math.floor(random() * 15) }),
  });
  const begin = new Date(start.epochMilliseconds);
  const first = Math.floor(minutes * (0.45 + random() * 0.15));
  const pause = 20 + Math.floor(random() * 35);
  const second = minutes - first + Math.floor(random() * 25) - 12;
  const stretches = [
    { from: begin, to: addMinutes(begin, first) },
    { from: addMinutes(begin, first + pause), to: addMinutes(begin, first + pause + second) },
  ];
  return stretches.flatMap(({ from, to }, part) => {
    const kind = part === 1 && kinds.length > 1 && random() < 0.3 ? pick(kinds.slice(1), random) : kinds[0]!;
    let memo = pick(memos, random);
    return splitIntoSegments(from, to).map((segment, index) => {
      if (index % 9 === 8) memo = pick(memos, random);
      const active = Math.max(1, segment.minutes - Math.floor(random() * 4));
      return {
        id: newId(),
        startedAt: segment.startedAt,
        minutes: segment.minutes,
        kind,
        memo,
        activeMinutes: Math.min(active, segment.minutes),
      };
    });
  });
}
