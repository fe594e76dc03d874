import { z } from "zod";
import { chargeBillFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const chargeBill = defineJob({
  name: "charge-bill",
  payload: z.object({ billId: z.uuid() }),
  run: async ({ billId }, deps) => {
    await chargeBillFlow(deps.db, deps.stripe, { billId }, deps.context());
  },
});
