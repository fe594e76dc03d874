import { z } from "zod";
import { holdTakenOut as hold } from "#app/domain/disputes/carry-out-week-change.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Both sides agreed to take segments out of a closed week. */
export const holdTakenOut = defineJob({
  name: "hold-taken-out",
  payload: z.object({ weekChangeId: z.uuid() }),
  run: async (what, deps) => {
    await deps.db.transaction((tx) => hold(tx, what, deps.context()));
  },
});
