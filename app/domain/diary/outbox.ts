import { newId } from "#app/kernel/ids.ts";
import type { SegmentKind } from "./segment.ts";
import { splitIntoSegments } from "./slots.ts";

const MINUTE_MS = 60_000;

/** A segment that this device has made and the server has not answered for with a final word; its id stays the same however often it is sent. */
export interface OutboxEntry {
  id: string;
  agentId: string;
  contractId: string;
  /** Epoch milliseconds on the server's clock. */
  startedAt: number;
  minutes: number;
  kind: Exclude<SegmentKind, "manual">;
  memo: string;
  activeMinutes: number;
  /** Begin of the session it was made in. */
  session: number;
  /** Made while the device's clock was not checked against the server's: moved when that is found to be wrong. */
  unsure: boolean;
  /** The offset of the clocks that an unsure one was cut by: another tab, or the service worker, may believe another one. */
  cutBy?: number;
  /** Refused for good; it stays until the agent has read why. */
  refused: { key: string; params: Record<string, string | number> } | null;
}

/** The server's word on one segment (docs/api.md). */
export interface Verdict {
  id: string;
  verdict: "accepted" | "duplicate" | "overLimit" | "needsApproval" | "refused";
  key?: string;
  params?: Record<string, string | number>;
  retry?: boolean;
}

/** What becomes of an entry: `[]` it is done with; itself, changed or not; or smaller ones in its place. */
export function settle(entry: OutboxEntry, verdict: Verdict): OutboxEntry[] {
  if (verdict.verdict !== "refused") return [];
  const key = verdict.key ?? "diary:refused.invalid";
  if (verdict.retry || key === CLOCK) return [entry];
  if (key === "diary:refused.overlap") {
    const { from, to } = verdict.params ?? {};
    const taken = { from: instant(from), to: instant(to) };
    // What is recorded already is not work lost; the rest of the entry still goes out.
    if (taken.to > taken.from) {
      const rest = without(entry, taken);
      // Two devices that follow one session cut the same minutes: that is no news, nor is what lies within the clocks' precision. Of more of another
      // session's the agent reads.
      const told = refusedPart(entry, taken, { key, params: verdict.params ?? {} });
      return taken.from >= entry.session || told.minutes <= CLOCKS_AGREE_MINUTES ? rest : [...rest, told];
    }
  }
  return [{ ...entry, refused: { key, params: verdict.params ?? {} } }];
}

/** The sender's clock is wrong: nothing was stored, and the same goes out again with corrected times. */
export const CLOCK = "diary:refused.clock";

/** Clocks that were put right by each other may still differ by so much: seconds of the network, and whole minutes of the cut. */
const CLOCKS_AGREE_MINUTES = 2;

const instant = (value: string | number | undefined) => (value === undefined ? Number.NaN : new Date(value).getTime());

function without(entry: OutboxEntry, taken: { from: number; to: number }): OutboxEntry[] {
  const end = entry.startedAt + entry.minutes * MINUTE_MS;
  return partsOf(entry, [
    ...splitIntoSegments(new Date(entry.startedAt), new Date(Math.min(taken.from, end))),
    ...splitIntoSegments(new Date(Math.max(taken.to, entry.startedAt)), new Date(end)),
  ]);
}

function refusedPart(entry: OutboxEntry, taken: { from: number; to: number }, refused: OutboxEntry["refused"]): OutboxEntry {
  const from = Math.max(taken.from, entry.startedAt);
  const to = Math.min(taken.to, entry.startedAt + entry.minutes * MINUTE_MS);
  const minutes = Math.max(1, Math.round((to - from) / MINUTE_MS));
  return { ...entry, id: newId(), startedAt: from, minutes, activeMinutes: Math.min(entry.activeMinutes, minutes), refused };
}

/** New segments in an entry's place; its active minutes go to the first ones that have room. */
function partsOf(entry: OutboxEntry, pieces: { startedAt: Date; minutes: number }[]): OutboxEntry[] {
  let active = entry.activeMinutes;
  return pieces.map(({ startedAt, minutes }) => {
    const activeMinutes = Math.min(active, minutes);
    active -= activeMinutes;
    return { ...entry, id: newId(), startedAt: startedAt.getTime(), minutes, activeMinutes };
  });
}

/**
 * The same work at the right time, after the clock it was cut by is found to be wrong. Moved segments are cut anew, since they may lie across
 * slots now; all of an entry's minutes stay. @param by milliseconds; less than half a minute is within the rounding and changes nothing
 */
export function moved(entry: OutboxEntry, by: number): OutboxEntry[] {
  const minutes = Math.round(by / MINUTE_MS);
  if (minutes === 0) return [{ ...entry, unsure: false, cutBy: undefined }];
  const start = entry.startedAt + minutes * MINUTE_MS;
  const pieces = splitIntoSegments(new Date(start), new Date(start + entry.minutes * MINUTE_MS));
  return partsOf({ ...entry, unsure: false, cutBy: undefined }, pieces);
}
