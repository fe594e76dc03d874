import { z } from "zod";
import { lapseDueLateTime } from "#app/domain/timesheets/decide-late-time.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const lapseLateTime = defineJob({
  name: "lapse-late-time",
  payload: z.object({}),
  run: async (_, deps) => {
    await deps.db.transaction((tx) => lapseDueLateTime(tx, deps.context()));
  },
});
