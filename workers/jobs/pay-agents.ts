import { z } from "zod";
import { payableAgents } from "#app/domain/payouts/payout-account.server.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { defineJob } from "#workers/define-job.ts";

/** Wednesday 13:00 UTC: everyone with enough available and a bank account that has rested gets a payout; the rest waits for next week. */
export const payAgents = defineJob({
  name: "pay-agents",
  payload: z.object({}),
  run: async (_payload, { db, now, context, log }) => {
    for (const { agentId, currency } of await payableAgents(db, now())) {
      try {
        await db.transaction((tx) => requestPayout(tx, { agentId, currency }, context()));
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        log.info({ agentId, currency, key: error.key }, "no payout this week");
      }
    }
  },
});
