import { slotOf } from "#app/kernel/time.ts";
import { splitIntoSegments } from "./segment.ts";

/** After so many minutes without a sign of life the tracker asks; what is not answered is idle (product.md, "Time worked"). */
export const IDLE_AFTER_MINUTES = 10;

/** What a running tracker of a browser remembers between two looks at the clock; all times in epoch milliseconds. */
export interface TrackerMemory {
  /** The running session it belongs to: its begin. */
  session: number;
  /** Everything before this is cut into segments, or left out as idle. */
  cursor: number;
  /** End of the last segment that was cut; the server need not record what is before it. */
  recorded: number;
  /** When the clock was last looked at. */
  seen: number;
  /** A stretch nobody saw, until the agent says whether it was work. */
  gap: { from: number; to: number } | null;
}

type Piece = { startedAt: Date; minutes: number };

/**
 * Looks at the clock: what is complete is cut into segments, a stretch nobody saw becomes a question.
 * @param partial also the minutes of the slot that has begun (at stop, switch and a change of memo)
 */
export function cutAt(memory: TrackerMemory, now: number, partial: boolean): { memory: TrackerMemory; pieces: Piece[] } {
  const asleep = now - memory.seen > IDLE_AFTER_MINUTES * 60_000;
  const edge = (at: number) => (partial || asleep ? at : slotOf(new Date(at)).getTime());
  // After a sleep only what was seen is work for now; the rest is asked about.
  const until = edge(asleep ? memory.seen : now);
  const pieces = splitIntoSegments(new Date(memory.cursor), new Date(Math.max(until, memory.cursor)));
  const last = pieces.at(-1);
  const end = last ? last.startedAt.getTime() + last.minutes * 60_000 : memory.cursor;
  return {
    pieces,
    memory: {
      ...memory,
      cursor: asleep ? now : end,
      recorded: last ? end : memory.recorded,
      seen: now,
      gap: asleep ? { from: end, to: now } : memory.gap,
    },
  };
}

/** The agent has said what the unseen stretch was. */
export function answerGap(memory: TrackerMemory, worked: boolean): { memory: TrackerMemory; pieces: Piece[] } {
  if (!memory.gap) return { memory, pieces: [] };
  const pieces = worked ? splitIntoSegments(new Date(memory.gap.from), new Date(memory.gap.to)) : [];
  return { memory: { ...memory, gap: null }, pieces };
}

/**
 * The memory of a session that this browser has not seen yet: started elsewhere, or without JavaScript. Another device sends what it has
 * cut every ten minutes, so as long again passes before this one asks.
 */
export function beginMemory(running: { startedAt: Date; recordedUntil: Date; lastSeenAt: Date }): TrackerMemory {
  const recorded = running.recordedUntil.getTime();
  return {
    session: running.startedAt.getTime(),
    cursor: recorded,
    recorded,
    seen: Math.max(running.lastSeenAt.getTime(), recorded) + IDLE_AFTER_MINUTES * 60_000,
    gap: null,
  };
}
