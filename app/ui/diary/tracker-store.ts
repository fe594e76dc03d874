import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { OutboxEntry } from "#app/domain/diary/outbox.ts";
import { emptyState, type TrackerState } from "#app/domain/diary/tracker-state.ts";

/**
 * What a tracker keeps on the device, in IndexedDB, for the page and for the service worker: its state and the segments that wait for the
 * server's word. One transaction reads, decides and writes, so that two tabs never cut the same minutes; with `strict` durability, so that
 * what was written is still there when the power goes.
 */
interface Schema extends DBSchema {
  states: { key: string; value: TrackerState };
  outbox: { key: string; value: OutboxEntry; indexes: { agent: string } };
  /** `signedIn`: the agent whom the browser's session belongs to, as the last page of Deskhand knew it. */
  facts: { key: "signedIn"; value: string };
}

export interface Kept {
  state: TrackerState;
  /** In order of start. */
  entries: OutboxEntry[];
}

export interface Change {
  state?: TrackerState;
  made?: OutboxEntry[];
  done?: string[];
}

let opened: Promise<IDBPDatabase<Schema>> | undefined;
function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>("deskhand-tracker", 1, {
    upgrade(db) {
      db.createObjectStore("states", { keyPath: "agentId" });
      db.createObjectStore("outbox", { keyPath: "id" }).createIndex("agent", "agentId");
      db.createObjectStore("facts");
    },
    // Another tab with a newer build wants to change the shape; this one opens it again when it needs it.
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      opened = undefined;
    },
    terminated: () => {
      opened = undefined;
    },
  });
  return opened;
}

/** Tells the other tabs, and the page of what its service worker did. */
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("deskhand-tracker");
export function onKept(listener: () => void): () => void {
  channel?.addEventListener("message", listener);
  return () => channel?.removeEventListener("message", listener);
}

/** Reads, decides and writes as one. @param decide must not wait for anything: the transaction would end */
export async function change(agentId: string, decide: (kept: Kept) => Change): Promise<Kept> {
  const tx = (await database()).transaction(["states", "outbox"], "readwrite", { durability: "strict" });
  const [states, outbox] = [tx.objectStore("states"), tx.objectStore("outbox")];
  const [state, entries] = await Promise.all([states.get(agentId), outbox.index("agent").getAll(agentId)]);
  const kept = { state: state ?? emptyState(agentId), entries: inOrder(entries) };
  const { state: next = kept.state, made = [], done = [] } = decide(kept);
  const gone = new Set(done);
  await Promise.all([
    next === state ? undefined : states.put(next),
    ...done.map((id) => outbox.delete(id)),
    ...made.map((one) => outbox.put(one)),
    tx.done,
  ]);
  const made_ = new Map(made.map((one) => [one.id, one]));
  const rest = kept.entries.filter((one) => !gone.has(one.id) && !made_.has(one.id));
  if (made.length > 0 || done.length > 0 || next !== state) channel?.postMessage("changed");
  return { state: next, entries: inOrder([...rest, ...made]) };
}

const inOrder = (entries: OutboxEntry[]) => entries.sort((a, b) => a.startedAt - b.startedAt);

export async function read(agentId: string): Promise<Kept> {
  const db = await database();
  const [state, entries] = await Promise.all([db.get("states", agentId), db.getAllFromIndex("outbox", "agent", agentId)]);
  return { state: state ?? emptyState(agentId), entries: inOrder(entries) };
}

/** @param agentId empty when nobody, or nobody with a tracker, is signed in */
export async function noteSignedIn(agentId: string): Promise<void> {
  await (await database()).put("facts", agentId, "signedIn");
}
export async function signedIn(): Promise<string> {
  return (await (await database()).get("facts", "signedIn")) ?? "";
}
