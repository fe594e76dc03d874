import { z } from "zod";
import { issueTermsInvoiceFlow, termsOfBill } from "#app/domain/billing/issue-terms-invoice-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** A bill was closed: on weekly terms it is invoiced at once. */
export const invoiceBill = defineJob({
  name: "invoice-bill",
  payload: z.object({ billId: z.uuid() }),
  run: async ({ billId }, deps) => {
    const terms = await termsOfBill(deps.db, billId);
    if (terms) await issueTermsInvoiceFlow(deps.db, deps.stripe, terms, deps.context());
  },
});
