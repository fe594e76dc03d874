import { z } from "zod";
import { defineJob } from "#workers/define-job.ts";
import { releaseRun } from "#workers/run-kinds.ts";
import { startRun } from "#workers/runs.ts";

/** Wednesday 12:00 UTC. @param week Monday of the week in which it is released */
export const releaseDuePay = defineJob({
  name: "release-due-pay",
  payload: z.object({ week: z.iso.date() }),
  run: ({ week }, deps) => startRun(deps, releaseRun, week),
});
