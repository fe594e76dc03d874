import { z } from "zod";
import { billApprovedWeeks } from "#app/domain/billing/bill-approved-weeks.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** A week was approved: where its contract wants that first, it is billed now. */
export const billApproved = defineJob({
  name: "bill-approved",
  payload: z.object({ timesheetId: z.uuid() }),
  run: async (approved, { db, context }) => {
    await db.transaction((tx) => billApprovedWeeks(tx, approved, context()));
  },
});
