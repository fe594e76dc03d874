import { z } from "zod";
import { defineJob } from "#workers/define-job.ts";
import { payRun } from "#workers/run-kinds.ts";
import { startRun } from "#workers/runs.ts";

/** Wednesday 13:00 UTC. @param week Monday of the week in which it is paid */
export const payAgents = defineJob({
  name: "pay-agents",
  payload: z.object({ week: z.iso.date() }),
  run: ({ week }, deps) => startRun(deps, payRun, week),
});
