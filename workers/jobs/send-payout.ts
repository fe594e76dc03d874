import { z } from "zod";
import { sendPayoutFlow } from "#app/domain/payouts/send-payout-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const sendPayout = defineJob({
  name: "send-payout",
  payload: z.object({ payoutId: z.uuid() }),
  run: async ({ payoutId }, deps) => {
    await sendPayoutFlow(deps.db, deps.stripe, { payoutId }, deps.context());
  },
});
