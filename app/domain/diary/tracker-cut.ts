import { slotBegin, splitIntoSegments } from "./slots.ts";

/** After so many minutes without a sign of life the tracker asks; what is not answered is idle (product.md, "Time worked"). */
export const IDLE_AFTER_MINUTES = 10;
const MINUTE_MS = 60_000;
const IDLE_MS = IDLE_AFTER_MINUTES * MINUTE_MS;

/** What a running tracker of a browser remembers between two looks at the clock; all times in epoch milliseconds of the server's clock. */
export interface TrackerMemory {
  /** Everything before this is cut into segments, or is a question. */
  cursor: number;
  /** End of the last segment that was cut; the server need not record what is before it. */
  recorded: number;
  /** When the clock was last looked at. */
  seen: number;
  /** The last sign of life. */
  alive: number;
  /** Minutes after the cursor in which there was one, counted from the epoch. */
  active: number[];
}

export interface Piece {
  startedAt: Date;
  minutes: number;
  activeMinutes: number;
}

/** A stretch that counts only if the agent says so: nobody saw it (the machine slept, the page was closed), or there was no sign of life. */
export interface Gap {
  from: number;
  to: number;
  why: "idle" | "sleep";
}

interface Look {
  now: number;
  /** Also the minutes of the slot that has begun (at stop, switch and a change of memo). */
  partial: boolean;
  /** The kind of work shows in signs of life; calls and waiting for work do not, and are never taken for idleness. */
  asks: boolean;
  /** There was a sign of life since the last look. */
  active: boolean;
}

/**
 * Looks at the clock: what is complete and was work is cut into segments. Work that shows in signs of life is cut only up to the last of
 * them, so that quiet minutes can still turn out to be idle.
 */
export function cutAt(memory: TrackerMemory, look: Look): { memory: TrackerMemory; pieces: Piece[]; gaps: Gap[] } {
  const { now, partial, asks, active } = look;
  const pieces: Piece[] = [];
  const gaps: Gap[] = [];
  const minutes = new Set(memory.active);
  let { cursor, recorded, alive } = memory;
  const take = (until: number) => {
    for (const piece of splitIntoSegments(new Date(cursor), new Date(Math.max(until, cursor)))) {
      const first = piece.startedAt.getTime() / MINUTE_MS;
      const activeMinutes = Array.from({ length: piece.minutes }, (_, index) => first + index).filter((one) =>
        minutes.has(one),
      ).length;
      pieces.push({ ...piece, activeMinutes });
      cursor = recorded = (first + piece.minutes) * MINUTE_MS;
    }
  };
  const ask = (why: Gap["why"]) => {
    // The minute of the return belongs to the question as a whole: a minute is recorded once or not at all.
    const to = Math.ceil(now / MINUTE_MS) * MINUTE_MS;
    if (to > cursor) gaps.push({ from: cursor, to, why });
    cursor = Math.max(cursor, to);
    alive = now;
  };
  if (now - memory.seen > IDLE_MS) {
    take(asks && memory.seen - alive > IDLE_MS ? alive : memory.seen);
    ask("sleep");
  } else if (asks && active && now - alive > IDLE_MS) {
    take(alive);
    ask("idle");
  }
  if (active) minutes.add(Math.floor(now / MINUTE_MS));
  if (active || !asks) alive = Math.max(alive, now);
  const worked = Math.min(now, alive);
  take(partial ? worked : slotBegin(worked));
  const open = [...minutes].filter((one) => one >= Math.floor(cursor / MINUTE_MS));
  return { pieces, gaps, memory: { cursor, recorded, seen: now, alive, active: open } };
}

/** Since when there is no sign of life, once that is long enough to ask; null otherwise. */
export function idleSince(memory: TrackerMemory, now: number, asks: boolean): number | null {
  const since = Math.max(memory.cursor, Math.floor(memory.alive / MINUTE_MS) * MINUTE_MS);
  return asks && now - memory.alive > IDLE_MS ? since : null;
}

/** The agent says that a gap was work. */
export function piecesOfGap(gap: Gap): Piece[] {
  return splitIntoSegments(new Date(gap.from), new Date(gap.to)).map((piece) => ({ ...piece, activeMinutes: 0 }));
}

/** The memory of work that begins now. */
export function freshMemory(begin: number): TrackerMemory {
  return { cursor: begin, recorded: begin, seen: begin, alive: begin, active: [] };
}

/**
 * The memory of a session that this browser has not seen yet: started elsewhere, or without JavaScript. Another device sends what it has
 * cut every ten minutes, so as long again passes before this one asks.
 */
export function beginMemory(running: { recordedUntil: Date; lastSeenAt: Date }): TrackerMemory {
  const recorded = running.recordedUntil.getTime();
  const seen = Math.max(running.lastSeenAt.getTime(), recorded) + IDLE_MS;
  return { cursor: recorded, recorded, seen, alive: seen, active: [] };
}
