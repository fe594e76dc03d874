import { z } from "zod";
import { askForLateTime as ask } from "#app/domain/timesheets/ask-for-late-time.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Segments came after the close of their week. */
export const askForLateTime = defineJob({
  name: "ask-for-late-time",
  payload: z.object({ contractId: z.uuid(), week: z.iso.date() }),
  run: async (what, deps) => {
    await deps.db.transaction((tx) => ask(tx, what, deps.context()));
  },
});
