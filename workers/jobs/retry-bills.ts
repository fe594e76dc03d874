import { z } from "zod";
import { chargeBillFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { billsLongUnpaid, billsToRetry, declareUnpaid } from "#app/domain/billing/unpaid-bills.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Dunning of bills by card: refused ones are tried again on their days, and when that is over the business counts as one that does not pay. */
export const retryBills = defineJob({
  name: "retry-bills",
  payload: z.object({}),
  run: async (_payload, { db, stripe, now, context, log }) => {
    for (const billId of await billsToRetry(db, now())) {
      try {
        await chargeBillFlow(db, stripe, { billId }, context());
      } catch (error) {
        // The attempt is kept; it is taken up again like every charge that was cut off, and the others are not kept waiting.
        log.warn({ billId, error: (error as Error).message }, "retry cut off");
      }
    }
    for (const billId of await billsLongUnpaid(db, now())) await db.transaction((tx) => declareUnpaid(tx, { billId }, context()));
  },
});
