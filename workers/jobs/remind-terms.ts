import { z } from "zod";
import { invoicesToRemind, remindTerms as remind } from "#app/domain/billing/remind-terms.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const remindTerms = defineJob({
  name: "remind-terms",
  payload: z.object({}),
  run: async (_payload, deps) => {
    for (const termsInvoiceId of await invoicesToRemind(deps.db, deps.now()))
      await deps.db.transaction((tx) => remind(tx, { termsInvoiceId }, deps.context()));
  },
});
