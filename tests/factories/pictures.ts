import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { type ReceivedPicture, receivePictureFlow } from "#app/domain/diary/receive-picture-flow.server.ts";
import { folderStorage } from "#app/edges/storage/folder-storage.server.ts";
import type { StorageEdge } from "#app/edges/storage/storage-edge.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { givenWork } from "#tests/factories/diary.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { at } from "#tests/setup/time.ts";

/** A store of files of a test's own. */
export function givenFolderStorage(): { storage: StorageEdge; files(): string[] } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-pictures-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  const files = () =>
    fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((one) => fs.statSync(path.join(folder, one)).isFile());
  return { storage: folderStorage(folder), files };
}

export const takenAt = at("2026-11-18T09:13:20Z");
export const receivedAt = at("2026-11-18T09:31:00Z");

/** A contract with pictures, and half an hour of work on it from 09:00. */
export async function givenPicturedWork(db: Db, evidenceLevel: "none" | "tickets" | "blurred" | "pictures" = "pictures") {
  const given = await givenContract(db, { from: "2026-11-16", evidenceLevel });
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 30 });
  return given;
}

type Pictured = Awaited<ReturnType<typeof givenPicturedWork>>;
interface Wish {
  content: Uint8Array;
  id?: string;
  takenAt?: Date;
  level?: "blurred" | "pictures";
  now?: Date;
  actor?: Parameters<typeof receivePictureFlow>[3]["actor"];
}

/** The agent's device sends a picture. */
export function receive(
  db: Db,
  storage: StorageEdge,
  { contract, freelancer }: Pictured,
  { id = newId(), level = "pictures", now = receivedAt, actor = freelancer.agent, ...wish }: Wish,
): Promise<ReceivedPicture> {
  const input = { id, contractId: contract.id, takenAt: wish.takenAt ?? takenAt, level, content: wish.content };
  return receivePictureFlow(db, storage, input, { actor, now });
}
