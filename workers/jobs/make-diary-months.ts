import { z } from "zod";
import { makeMonthsAhead } from "#app/domain/diary/make-months-ahead.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Daily: the diary's coming months have their partitions before anybody works in them. */
export const makeDiaryMonths = defineJob({
  name: "make-diary-months",
  payload: z.object({}),
  run: async (_payload, { db, context }) => {
    await db.transaction((tx) => makeMonthsAhead(tx, context()));
  },
});
