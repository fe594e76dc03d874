import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { PictureLevel } from "#app/domain/diary/picture.ts";

/**
 * Pictures on the device: those that wait to be looked at by the agent, and those that the agent sends and the server does not have yet. A database of its own, so
 * that the outbox of segments never waits for megabytes, nor for a tab with another build.
 */
export interface KeptPicture {
  id: string;
  agentId: string;
  contractId: string;
  /** Epoch milliseconds on the server's clock. */
  takenAt: number;
  level: PictureLevel;
  type: string;
  content: ArrayBuffer;
  /** Not sent before the agent has pressed Send. */
  approved: boolean;
}

interface Schema extends DBSchema {
  pictures: { key: string; value: KeptPicture; indexes: { agent: string } };
  /** By agent: what the moments of slots are drawn from, and the slot last taken. */
  moments: { key: string; value: { agentId: string; seed: string; lastSlot: number | null } };
}

/** What a device keeps at most; when so many wait to be looked at, the oldest goes; when so many wait to be sent, none is taken. */
export const UNSEEN_KEPT = 6;
export const APPROVED_KEPT = 12;

let opened: Promise<IDBPDatabase<Schema>> | undefined;
function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>("deskhand-pictures", 1, {
    upgrade(db) {
      db.createObjectStore("pictures", { keyPath: "id" }).createIndex("agent", "agentId");
      db.createObjectStore("moments", { keyPath: "agentId" });
    },
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

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("deskhand-pictures");
export function onPictures(listener: () => void): () => void {
  channel?.addEventListener("message", listener);
  return () => channel?.removeEventListener("message", listener);
}

/** In order of time. */
export async function keptPictures(agentId: string): Promise<KeptPicture[]> {
  const found = await (await database()).getAllFromIndex("pictures", "agent", agentId);
  return found.sort((a, b) => a.takenAt - b.takenAt);
}

export async function keepPicture(picture: KeptPicture): Promise<void> {
  const tx = (await database()).transaction("pictures", "readwrite", { durability: "strict" });
  const unseen = (await tx.store.index("agent").getAll(picture.agentId)).filter((one) => !one.approved);
  unseen.sort((a, b) => a.takenAt - b.takenAt);
  const over = unseen.slice(0, Math.max(0, unseen.length + 1 - UNSEEN_KEPT));
  await Promise.all([...over.map((one) => tx.store.delete(one.id)), tx.store.put(picture), tx.done]);
  channel?.postMessage("changed");
}

/** The agent has seen it and lets it go out. One that is gone meanwhile stays gone. */
export async function approvePicture(id: string): Promise<void> {
  const tx = (await database()).transaction("pictures", "readwrite", { durability: "strict" });
  const found = await tx.store.get(id);
  if (found) await tx.store.put({ ...found, approved: true });
  await tx.done;
  channel?.postMessage("changed");
}

export async function forgetPicture(id: string): Promise<void> {
  await (await database()).delete("pictures", id);
  channel?.postMessage("changed");
}

/** Somebody else, or nobody, is signed in: what was never looked at goes. */
export async function forgetUnseen(besides: string): Promise<void> {
  const tx = (await database()).transaction("pictures", "readwrite");
  for (const one of await tx.store.getAll()) if (!one.approved && one.agentId !== besides) await tx.store.delete(one.id);
  await tx.done;
}

export async function momentsOf(agentId: string): Promise<{ seed: string; lastSlot: number | null }> {
  const tx = (await database()).transaction("moments", "readwrite");
  const found = (await tx.store.get(agentId)) ?? { agentId, seed: crypto.randomUUID(), lastSlot: null };
  await tx.store.put(found);
  await tx.done;
  return found;
}

/** Takes the slot for one tab. @returns false when another has it */
export async function takeSlot(agentId: string, slot: number): Promise<boolean> {
  const tx = (await database()).transaction("moments", "readwrite", { durability: "strict" });
  const found = await tx.store.get(agentId);
  const free = found !== undefined && found.lastSlot !== slot;
  if (free) await tx.store.put({ ...found, lastSlot: slot });
  await tx.done;
  return free;
}
