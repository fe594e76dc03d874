import { CLOCK, type OutboxEntry, settle, type Verdict } from "#app/domain/diary/outbox.ts";
import { BATCH_LIMIT } from "#app/domain/diary/slots.ts";
import { type ClockReading, measuredClock } from "#app/domain/diary/tracker-clock.ts";
import { type Running, straightened } from "#app/domain/diary/tracker-state.ts";
import { heard, messageOf, type SessionMessage } from "#app/domain/diary/tracker-told.ts";
import { change, read } from "./tracker-store.ts";

/** What a round with the server came to. `clock` is what it said of this device's clocks, where it did. */
export type Synced =
  | { outcome: "done"; stored: number; late: number; clock: ClockReading | null; changed: boolean }
  | { outcome: "offline" | "signedOut" | "busy" };

type Answer<T> =
  | { outcome: "answered"; status: number; body: T; clock: ClockReading | null }
  | { outcome: "offline" | "signedOut" };

const MOST_ROUNDS = 6;
const ANSWER_WITHIN_MS = 20_000;

/** One at a time of all tabs and the service worker; whoever finds another at it leaves it to that one. */
export async function syncTracker(agentId: string, device: string): Promise<Synced> {
  if (!navigator.locks) return round(agentId, device);
  return navigator.locks.request(`deskhand.tracker.send.${agentId}`, { ifAvailable: true }, (lock) =>
    lock ? round(agentId, device) : { outcome: "busy" as const },
  );
}

/** Nothing goes out by a clock that nobody has checked: it would be refused, or stand in the diary at another time. */
async function straighten(agentId: string): Promise<"done" | "offline" | "signedOut"> {
  const { state, entries } = await read(agentId);
  if (!entries.some((one) => one.unsure && !one.refused)) return "done";
  const looked = await lookAtServer(agentId);
  if (looked.outcome !== "answered") return looked.outcome;
  if (!looked.clock) return "offline";
  const { offset } = looked.clock;
  const believed = state.clock?.offset ?? 0;
  await change(agentId, (now) => straightened(now.state, now.entries, offset, believed));
  return "done";
}

async function round(agentId: string, device: string): Promise<Synced> {
  const straight = await straighten(agentId);
  if (straight !== "done") return { outcome: straight };
  const sent = await sendOutbox(agentId, device);
  if (sent.outcome !== "done") return sent;
  let { clock } = sent;
  let changed = false;
  for (let turn = 0; turn < MOST_ROUNDS; turn++) {
    const { state } = await read(agentId);
    const message = messageOf(state);
    if (!message) break;
    const answer = await tell(message);
    if (answer.outcome !== "answered") return { outcome: answer.outcome };
    clock = answer.clock ?? clock;
    await hear(agentId, message, answer);
    changed = true;
  }
  return { ...sent, clock, changed: changed || sent.stored > 0 };
}

/** Asks what runs and what time it is. */
export async function lookAtServer(agentId: string): Promise<Answer<SessionBody>> {
  const answer = await tell({ intent: "look" });
  if (answer.outcome === "answered") await hear(agentId, { intent: "look" }, answer);
  return answer;
}

interface SessionBody {
  serverTime: string;
  running: {
    contractId: string;
    mode: Running["mode"];
    memo: string;
    startedAt: string;
    recordedUntil: string;
    lastSeenAt: string;
  } | null;
  error?: { key: string; params?: Record<string, string | number> };
}

const tell = (message: SessionMessage) => post<SessionBody>("/api/v1/diary/session", message);

async function hear(
  agentId: string,
  message: SessionMessage,
  answer: { body: SessionBody; clock: ClockReading | null },
): Promise<void> {
  const { running: row, error, serverTime } = answer.body;
  const running = row && {
    ...row,
    startedAt: new Date(row.startedAt),
    recordedUntil: new Date(row.recordedUntil),
    lastSeenAt: new Date(row.lastSeenAt),
  };
  await change(agentId, ({ state }) => {
    const next = heard(state, message, { running, error });
    const clock = answer.clock ? { offset: answer.clock.offset, heardAt: Date.parse(serverTime) } : next.clock;
    return { state: { ...next, clock } };
  });
}

/** Sends what waits, in batches, and forgets only what the server has given a final word on. */
async function sendOutbox(agentId: string, device: string): Promise<Synced> {
  const tried = new Set<string>();
  let stored = 0;
  let late = 0;
  let clock: ClockReading | null = null;
  for (;;) {
    const { state, entries } = await read(agentId);
    const batch = entries.filter((one) => !one.refused && !tried.has(one.id)).slice(0, BATCH_LIMIT);
    if (batch.length === 0) return { outcome: "done", stored, late, clock, changed: stored > 0 };
    const sentAt = state.clock ? new Date(Date.now() + state.clock.offset).toISOString() : undefined;
    const answer = await post<{ serverTime: string; verdicts: Verdict[] }>("/api/v1/diary/segments", {
      device,
      sentAt,
      segments: batch.map(({ id, contractId, startedAt, minutes, kind, memo, activeMinutes }) => ({
        id,
        contractId,
        startedAt: new Date(startedAt).toISOString(),
        minutes,
        kind,
        memo,
        activeMinutes,
      })),
    });
    if (answer.outcome !== "answered") return { outcome: answer.outcome };
    for (const one of batch) tried.add(one.id);
    clock = answer.clock ?? clock;
    const verdicts = new Map((answer.body.verdicts ?? []).map((one) => [one.id, one]));
    await change(agentId, ({ entries: now }) => {
      const made: OutboxEntry[] = [];
      const done: string[] = [];
      for (const entry of now) {
        const verdict = verdicts.get(entry.id);
        if (!verdict || entry.refused) continue;
        const after = settle(entry, verdict);
        if (after.some((one) => one === entry)) continue;
        if (!after.some((one) => one.id === entry.id)) done.push(entry.id);
        made.push(...after);
      }
      return { made, done };
    });
    const words = [...verdicts.values()];
    stored += words.filter((one) => one.verdict !== "refused" && one.verdict !== "duplicate").length;
    late += words.filter((one) => one.verdict === "needsApproval").length;
    // A wrong clock is put right by the page first.
    if (words.some((one) => one.key === CLOCK)) return { outcome: "done", stored, late, clock, changed: stored > 0 };
  }
}

const clocks = () => ({ wall: Date.now(), mono: performance.now() });

async function post<T>(url: string, body: unknown): Promise<Answer<T>> {
  const sent = clocks();
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch {
    return { outcome: "offline" };
  }
  if (response.status === 401) return { outcome: "signedOut" };
  const answer = (await response.json().catch(() => null)) as (T & { serverTime?: string }) | null;
  // A server that starts again, is busy, or stands behind something that answers in its place: the same goes out later.
  if (answer === null || response.status >= 500 || response.status === 429 || !answer.serverTime) return { outcome: "offline" };
  const serverTime = Date.parse(answer.serverTime);
  return { outcome: "answered", status: response.status, body: answer, clock: measuredClock(serverTime, sent, clocks()) };
}
