import { parentPort, workerData } from "node:worker_threads";
import { type DatabaseAddress, postgresClient } from "#db/client.server.ts";
import { buildIndex, type IndexHeader } from "./build-index.ts";
import { rowsOf } from "./match-index.ts";
import { follows, type Mark, markNow, readOpenProfiles } from "./profile-changes.server.ts";
import { type KeptIndex, readSnapshot, removeHalfSnapshots, writeSnapshot } from "./snapshot-file.server.ts";
import { Staging } from "./staging.ts";

/** What an index's thread is started for: to bring one up, from its snapshot if that is good, or to fold an index's delta into its base. */
export type IndexTask =
  | { kind: "start"; address: DatabaseAddress; file: string; anew: boolean }
  | { kind: "fold"; file: string; memory: WebAssembly.Memory; header: IndexHeader; deltaUsed: number; mark: Mark };

export type IndexReply = KeptIndex & { from: "snapshot" | "database" | "index" };

async function start({ address, file, anew }: Extract<IndexTask, { kind: "start" }>): Promise<IndexReply> {
  const db = postgresClient(address, { max: 1 });
  try {
    removeHalfSnapshots(file);
    const kept = anew ? null : readSnapshot(file);
    if (kept && follows(kept.mark, await markNow(db))) return { ...kept, from: "snapshot" };
    let staging = new Staging();
    const mark = await readOpenProfiles(
      db,
      (expected) => {
        staging = new Staging(expected + 1024);
      },
      (profile) => staging.add(profile),
    );
    return keep(file, { ...buildIndex(staging), mark, from: "database" });
  } finally {
    await db.end({ timeout: 1 });
  }
}

function keep(file: string, index: IndexReply): IndexReply {
  writeSnapshot(file, index);
  return index;
}

const task = workerData as IndexTask;
parentPort!.postMessage(
  task.kind === "start"
    ? await start(task)
    : keep(task.file, { ...buildIndex(rowsOf(task.memory, task.header, task.deltaUsed)), mark: task.mark, from: "index" }),
);
