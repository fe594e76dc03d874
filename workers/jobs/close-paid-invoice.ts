import { z } from "zod";
import { closePaidInvoiceFlow } from "#app/domain/billing/close-paid-invoice-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** An invoice on terms was paid outside of Stripe: Stripe stops asking for it. */
export const closePaidInvoice = defineJob({
  name: "close-paid-invoice",
  payload: z.object({ termsInvoiceId: z.uuid() }),
  run: ({ termsInvoiceId }, { db, stripe, context }) => closePaidInvoiceFlow(db, stripe, { termsInvoiceId }, context()),
});
