import { z } from "zod";
import { defineJob } from "#workers/define-job.ts";
import { closeRun } from "#workers/run-kinds.ts";
import { startRun } from "#workers/runs.ts";

/** Monday 12:00 UTC: the close of the week before. */
export const freezeWeek = defineJob({
  name: "freeze-week",
  payload: z.object({ week: z.iso.date() }),
  run: ({ week }, deps) => startRun(deps, closeRun, week),
});
