import { z } from "zod";
import { startDailyReconciliation } from "#app/domain/reconciliation/start-reconciliation.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Nightly, from where the last night ended. */
export const reconcileStripe = defineJob({
  name: "reconcile-stripe",
  payload: z.object({}),
  run: async (_, deps) => {
    await deps.db.transaction((tx) => startDailyReconciliation(tx, deps.context()));
  },
});
