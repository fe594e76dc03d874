import { z } from "zod";
import { defineJob } from "#workers/define-job.ts";
import { runKinds } from "#workers/run-kinds.ts";
import { doSteps } from "#workers/runs.ts";

export const runSteps = defineJob({
  name: "run-steps",
  payload: z.object({ runId: z.string(), subjects: z.array(z.string()) }),
  run: ({ runId, subjects }, deps) => doSteps(deps, runKinds, runId, subjects),
});
