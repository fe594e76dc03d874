import { z } from "zod";
import { DAYS_LOOKED_BACK } from "#app/domain/reconciliation/reconciliation.ts";
import { startReconciliation } from "#app/domain/reconciliation/start-reconciliation.server.ts";
import { addDays } from "#app/kernel/time.ts";
import { defineJob } from "#workers/define-job.ts";

/** Nightly, over the last seven days. */
export const reconcileStripe = defineJob({
  name: "reconcile-stripe",
  payload: z.object({}),
  run: async (_, deps) => {
    const to = deps.now();
    await deps.db.transaction((tx) => startReconciliation(tx, { from: addDays(to, -DAYS_LOOKED_BACK), to }, deps.context()));
  },
});
