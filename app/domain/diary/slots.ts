/** Kept apart from the schemas: the tracker's service worker carries this and not them. */
const MINUTE_MS = 60_000;
const SLOT_MS = 10 * MINUTE_MS;

/** The most segments that one batch may hold. */
export const BATCH_LIMIT = 500;

/** The first instant of the ten-minute UTC slot that holds the instant, epoch milliseconds. */
export const slotBegin = (at: number): number => Math.floor(at / SLOT_MS) * SLOT_MS;

/** Whole minutes of a stretch as segments that stay inside ten-minute UTC slots. The begin is rounded up and the end down to the minute. */
export function splitIntoSegments(from: Date, to: Date): { startedAt: Date; minutes: number }[] {
  const pieces: { startedAt: Date; minutes: number }[] = [];
  const end = Math.floor(to.getTime() / MINUTE_MS) * MINUTE_MS;
  let at = Math.ceil(from.getTime() / MINUTE_MS) * MINUTE_MS;
  while (at < end) {
    const until = Math.min(slotBegin(at) + SLOT_MS, end);
    pieces.push({ startedAt: new Date(at), minutes: (until - at) / MINUTE_MS });
    at = until;
  }
  return pieces;
}
