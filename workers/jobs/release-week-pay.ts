import { z } from "zod";
import { paidTimesheets } from "#app/domain/billing/bills.server.ts";
import { releaseWeekPay as release } from "#app/domain/payouts/release-week-pay.server.ts";
import { pendingWeeks } from "#app/domain/payouts/week-money.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Makes pay available whose day has come and whose bill is paid with settled funds: every Wednesday, and when a late bill is paid. */
export const releaseWeekPay = defineJob({
  name: "release-week-pay",
  payload: z.object({}),
  run: async (_payload, { db, now, context }) => {
    const due = (await pendingWeeks(db, now())).map((week) => week.timesheetId);
    const paid = await paidTimesheets(db, due, now());
    for (const timesheetId of due)
      if (paid.has(timesheetId)) await db.transaction((tx) => release(tx, { timesheetId }, context()));
  },
});
