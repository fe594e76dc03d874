import { z } from "zod";
import { reconcileStripeFlow } from "#app/domain/reconciliation/reconcile-stripe-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const runReconciliation = defineJob({
  name: "run-reconciliation",
  payload: z.object({ runId: z.uuid() }),
  run: ({ runId }, deps) => reconcileStripeFlow(deps.db, deps.stripe, { runId }, deps.context()),
});
