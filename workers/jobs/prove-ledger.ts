import { z } from "zod";
import { proveLedgerFlow } from "#app/domain/reconciliation/prove-ledger-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** The nightly proof, with Stripe's own balances beside ours. */
export const proveLedger = defineJob({
  name: "prove-ledger",
  payload: z.object({ day: z.iso.date() }),
  run: async ({ day }, deps) => {
    await proveLedgerFlow(deps.db, deps.stripe, { day }, deps.context());
  },
});
