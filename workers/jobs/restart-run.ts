import { z } from "zod";
import { defineJob } from "#workers/define-job.ts";
import { restartRun as restart } from "#workers/runs.ts";

/** Finance asked for what a run left undone to be tried again. */
export const restartRun = defineJob({
  name: "restart-run",
  payload: z.object({ runId: z.string() }),
  run: ({ runId }, deps) => restart(deps, runId),
});
