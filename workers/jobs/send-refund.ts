import { z } from "zod";
import { sendRefundFlow } from "#app/domain/billing/send-refund-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const sendRefund = defineJob({
  name: "send-refund",
  payload: z.object({ refundId: z.uuid() }),
  run: async ({ refundId }, deps) => {
    await sendRefundFlow(deps.db, deps.stripe, { refundId }, deps.context());
  },
});
