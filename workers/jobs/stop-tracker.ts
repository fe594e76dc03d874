import { z } from "zod";
import { stopTrackerOfEnded } from "#app/domain/diary/tracker.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** A contract has ended: the agent's tracker does not run on without it. */
export const stopTracker = defineJob({
  name: "stop-tracker",
  payload: z.object({ contractId: z.uuid() }),
  run: async ({ contractId }, deps) => {
    await deps.db.transaction((tx) => stopTrackerOfEnded(tx, { contractId }, deps.context()));
  },
});
