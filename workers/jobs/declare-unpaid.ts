import { z } from "zod";
import { declareUnpaid as declare } from "#app/domain/billing/unpaid-bills.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** An invoice on terms is 7 days overdue. */
export const declareUnpaid = defineJob({
  name: "declare-unpaid",
  payload: z.object({ billId: z.uuid() }),
  run: ({ billId }, deps) => deps.db.transaction((tx) => declare(tx, { billId }, deps.context())),
});
