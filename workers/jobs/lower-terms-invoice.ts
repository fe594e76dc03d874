import { z } from "zod";
import { lowerTermsInvoiceFlow } from "#app/domain/billing/lower-terms-invoice-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** What was taken back of a bill on terms is credited on its open invoice at Stripe. */
export const lowerTermsInvoice = defineJob({
  name: "lower-terms-invoice",
  payload: z.object({ termsInvoiceId: z.uuid() }),
  run: ({ termsInvoiceId }, { db, stripe, context }) => lowerTermsInvoiceFlow(db, stripe, { termsInvoiceId }, context()),
});
