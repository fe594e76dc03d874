import { z } from "zod";
import { setMinimumBalance } from "#app/domain/billing/minimum-balance.server.ts";
import { topUpAheadFlow } from "#app/domain/payouts/top-up-ahead-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Daily: what the coming pay day lacks is brought from the platform's bank, and kept from being swept back to it. */
export const topUpFloat = defineJob({
  name: "top-up-float",
  payload: z.object({}),
  run: async (_payload, { db, stripe, now, context }) => {
    await setMinimumBalance(db, stripe, now());
    await topUpAheadFlow(db, stripe, context());
  },
});
