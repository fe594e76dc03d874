import { z } from "zod";
import { defineJob } from "#workers/define-job.ts";
import { runKinds } from "#workers/run-kinds.ts";
import { finishRun as finish } from "#workers/runs.ts";

export const finishRun = defineJob({
  name: "finish-run",
  payload: z.object({ runId: z.string() }),
  run: ({ runId }, deps) => finish(deps, runKinds, runId),
});
