import type { TrackerMemory } from "#app/domain/diary/tracker-cut.ts";

/** A segment made in this browser that the server has not confirmed yet; its id stays the same however often it is sent. */
export interface Waiting {
  contractId: string;
  segment: {
    id: string;
    startedAt: string;
    minutes: number;
    kind: "tracked" | "on-call" | "in-queue";
    memo: string;
    activeMinutes: number;
  };
}

export interface TrackerStore {
  memory: TrackerMemory | null;
  waiting: Waiting[];
  /** The agent has stopped without a connection: the server hears of it when it is back. Epoch milliseconds. */
  stoppedAt: number | null;
}

const empty: TrackerStore = { memory: null, waiting: [], stoppedAt: null };
const fallback = new Map<string, string>();
const keyOf = (agentId: string) => `deskhand.tracker.${agentId}`;

export function readStore(agentId: string): TrackerStore {
  let text: string | null | undefined;
  try {
    text = localStorage.getItem(keyOf(agentId));
  } catch {
    // Storage may be forbidden; then the tab itself remembers.
    text = fallback.get(keyOf(agentId));
  }
  try {
    return { ...empty, ...(JSON.parse(text ?? "{}") as Partial<TrackerStore>) };
  } catch {
    return empty;
  }
}

export function writeStore(agentId: string, store: TrackerStore): void {
  const text = JSON.stringify(store);
  fallback.set(keyOf(agentId), text);
  try {
    localStorage.setItem(keyOf(agentId), text);
  } catch {
    // As above.
  }
}

/** One tab at a time cuts and sends, so that two open trackers do not cut the same minutes twice. */
export async function alone(agentId: string, work: () => Promise<void>): Promise<void> {
  if (typeof navigator !== "undefined" && navigator.locks) await navigator.locks.request(keyOf(agentId), work);
  else await work();
}

export interface Refusal {
  id: string;
  key: string;
  params: Record<string, string | number>;
}
export type Sent = { outcome: "done"; stored: number; refused: Refusal[] } | { outcome: "offline" } | { outcome: "signedOut" };

const AT_ONCE = 500;

/** Sends what waits, a batch a contract, and forgets what the server has answered for. */
export async function sendWaiting(agentId: string): Promise<Sent> {
  let stored = 0;
  const refused: Refusal[] = [];
  for (;;) {
    const store = readStore(agentId);
    const first = store.waiting[0];
    if (!first) return { outcome: "done", stored, refused };
    const batch = store.waiting.filter((one) => one.contractId === first.contractId).slice(0, AT_ONCE);
    let response: Response;
    try {
      response = await fetch(`/api/v1/contracts/${first.contractId}/segments`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ device: "browser", segments: batch.map((one) => one.segment) }),
        keepalive: true,
      });
    } catch {
      return { outcome: "offline" };
    }
    if (response.status === 401) return { outcome: "signedOut" };
    // A server that is starting again or busy: the same batch goes out later.
    if (response.status >= 500 || response.status === 429) return { outcome: "offline" };
    const answer = (await response.json().catch(() => ({}))) as {
      stored?: number;
      refused?: Refusal[];
      error?: { key: string };
    };
    stored += answer.stored ?? 0;
    refused.push(...(answer.refused ?? []));
    if (answer.error) refused.push({ id: batch[0]!.segment.id, key: answer.error.key, params: {} });
    const answered = new Set(batch.map((one) => one.segment.id));
    const now = readStore(agentId);
    writeStore(agentId, { ...now, waiting: now.waiting.filter((one) => !answered.has(one.segment.id)) });
  }
}
