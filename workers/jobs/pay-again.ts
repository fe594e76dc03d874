import { z } from "zod";
import { agentsToPayAgain } from "#app/domain/payouts/payout-account.server.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { defineJob } from "#workers/define-job.ts";

/** What a bank sent back goes out again by itself, as soon as the agent's bank account may be used. */
export const payAgain = defineJob({
  name: "pay-again",
  payload: z.object({}),
  run: async (_payload, { db, now, context, log }) => {
    for (const { agentId, currency } of await agentsToPayAgain(db, now())) {
      try {
        await db.transaction((tx) => requestPayout(tx, { agentId, currency }, context()));
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        log.info({ agentId, currency, key: error.key }, "not paid again yet");
      }
    }
  },
});
