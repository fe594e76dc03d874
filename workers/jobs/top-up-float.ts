import { z } from "zod";
import { raiseMinimumBalance } from "#app/domain/billing/raise-minimum-balance.server.ts";
import { topUpAheadFlow } from "#app/domain/payouts/top-up-ahead-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Daily: what the coming pay day lacks is brought from the platform's bank, and kept from being swept back to it. */
export const topUpFloat = defineJob({
  name: "top-up-float",
  payload: z.object({}),
  run: async (_payload, { db, stripe, context }) => {
    await raiseMinimumBalance(db, stripe);
    await topUpAheadFlow(db, stripe, context());
  },
});
