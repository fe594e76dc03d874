import { z } from "zod";
import { closeBill, openWeeks } from "#app/domain/billing/close-bill.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const closeBills = defineJob({
  name: "close-bills",
  payload: z.object({ week: z.iso.date() }),
  run: async ({ week }, deps) => {
    for (const open of await openWeeks(deps.db, week)) await deps.db.transaction((tx) => closeBill(tx, open, deps.context()));
  },
});
