import { z } from "zod";
import { dueBills } from "#app/domain/billing/bills.server.ts";
import { chargeBillFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** A business put a card on file: what waited for one is charged. A declined bill waits for somebody to press "pay". */
export const chargeDueBills = defineJob({
  name: "charge-due-bills",
  payload: z.object({ businessId: z.uuid() }),
  run: async ({ businessId }, deps) => {
    for (const billId of await dueBills(deps.db, businessId))
      await chargeBillFlow(deps.db, deps.stripe, { billId }, deps.context());
  },
});
