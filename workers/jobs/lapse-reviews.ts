import { z } from "zod";
import { lapseDueReviews } from "#app/domain/timesheets/approve-timesheet.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const lapseReviews = defineJob({
  name: "lapse-reviews",
  payload: z.object({}),
  run: async (_, deps) => {
    await deps.db.transaction((tx) => lapseDueReviews(tx, deps.context()));
  },
});
