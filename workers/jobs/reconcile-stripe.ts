import { z } from "zod";
import { reconcileStripeFlow } from "#app/domain/reconciliation/reconcile-stripe-flow.server.ts";
import { addDays } from "#app/kernel/time.ts";
import { defineJob } from "#workers/define-job.ts";

const DAYS_LOOKED_BACK = 7;

/** Nightly, over the last seven days, so that what was late yesterday is matched today. */
export const reconcileStripe = defineJob({
  name: "reconcile-stripe",
  payload: z.object({}),
  run: async (_, deps) => {
    const to = deps.now();
    await reconcileStripeFlow(deps.db, deps.stripe, { from: addDays(to, -DAYS_LOOKED_BACK), to }, deps.context());
  },
});
