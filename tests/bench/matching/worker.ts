import { startIndexMatcher } from "#app/domain/matching/index-matcher.server.ts";
import { log } from "#app/kernel/log.server.ts";
import { type DatabaseAddress, openDatabase } from "#db/client.server.ts";
import { kernelFile } from "#tests/setup/kernel.ts";
import { changeProfiles, turns } from "./churn.ts";
import { Chance } from "./population.ts";

/** A process beside the bench's own: a web node that loads its index from a snapshot, or those who change profiles. */
export type WorkerTask = { address: DatabaseAddress } & (
  | { kind: "load"; file: string }
  | { kind: "update"; agents: number; seconds: number }
);
export type WorkerReply = { loadedMs: number; from: string; rssMb: number } | { updates: number; seconds: number };

const CLIENTS = 4;
const BATCH = 100;

async function load({ address, file }: Extract<WorkerTask, { kind: "load" }>): Promise<WorkerReply> {
  const { db, close } = openDatabase(address, 2);
  const matcher = startIndexMatcher({ db, address, file, kernel: kernelFile(), log });
  await matcher.ready;
  const { loadedMs, from } = matcher.status();
  const rssMb = process.memoryUsage().rss / 1e6;
  await matcher.close();
  await close();
  return { loadedMs: loadedMs!, from: from!, rssMb };
}

async function update({ address, agents, seconds }: Extract<WorkerTask, { kind: "update" }>): Promise<WorkerReply> {
  const { db, close } = openDatabase(address, CLIENTS);
  const begin = performance.now();
  let updates = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      const chance = new Chance(client + 1);
      const next = turns(agents, client, CLIENTS, chance);
      while (performance.now() - begin < seconds * 1000) {
        await db.transaction((tx) => changeProfiles(tx, next(BATCH), chance));
        updates += BATCH;
      }
    }),
  );
  const took = (performance.now() - begin) / 1000;
  await close();
  return { updates, seconds: took };
}

process.once("message", async (task: WorkerTask) => {
  process.send!(task.kind === "load" ? await load(task) : await update(task), () => process.disconnect());
});
