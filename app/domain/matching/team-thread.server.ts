import { parentPort, workerData } from "node:worker_threads";
import { solveTeam } from "./solve-team.server.ts";
import { type TasteName, tastes } from "./team-model.ts";
import type { TeamShift, TeamTask } from "./team-rules.ts";

/** One team, as soon as it is found. */
export interface TeamReply {
  name: TasteName;
  shifts: TeamShift[];
  /** Hundredths of a per cent. */
  gap: number | null;
}

/** Enough for nearly every role (`npm run bench -- teams`). */
const SECONDS = 8;

const task = workerData as TeamTask;
for (const name of Object.keys(tastes) as TasteName[]) {
  const { shifts, count, bound } = await solveTeam(task, tastes[name], { seconds: SECONDS });
  const gap = bound > 0 ? Math.ceil((10_000 * (count - bound)) / count) : null;
  parentPort!.postMessage({ name, shifts, gap } satisfies TeamReply);
}
