import { z } from "zod";
import { defineJob } from "#workers/define-job.ts";
import { billRun } from "#workers/run-kinds.ts";
import { startRun } from "#workers/runs.ts";

export const closeBills = defineJob({
  name: "close-bills",
  payload: z.object({ week: z.iso.date() }),
  run: ({ week }, deps) => startRun(deps, billRun, week),
});
