import { z } from "zod";
import { billsForCard } from "#app/domain/billing/bills.server.ts";
import { chargeBillFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** A business put a card on file: what waited for one is charged, and what other cards were refused for is tried with it. */
export const chargeDueBills = defineJob({
  name: "charge-due-bills",
  payload: z.object({ businessId: z.uuid() }),
  run: async ({ businessId }, deps) => {
    for (const billId of await billsForCard(deps.db, businessId))
      await chargeBillFlow(deps.db, deps.stripe, { billId }, deps.context());
  },
});
