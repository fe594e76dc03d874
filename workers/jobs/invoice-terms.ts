import { z } from "zod";
import { issueTermsInvoiceFlow, uninvoiced } from "#app/domain/billing/issue-terms-invoice-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** After a close: months that are over are invoiced, and what was too little before or was cut off. */
export const invoiceTerms = defineJob({
  name: "invoice-terms",
  payload: z.object({}),
  run: async (_payload, deps) => {
    for (const terms of await uninvoiced(deps.db)) await issueTermsInvoiceFlow(deps.db, deps.stripe, terms, deps.context());
  },
});
