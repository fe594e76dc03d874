import { and, isNull, lte } from "drizzle-orm";
import { z } from "zod";
import { stuckBills } from "#app/domain/billing/bills.server.ts";
import { chargeBillFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { issueTermsInvoiceFlow, uninvoiced } from "#app/domain/billing/issue-terms-invoice-flow.server.ts";
import { lowerTermsInvoiceFlow, stuckTermsCredits } from "#app/domain/billing/lower-terms-invoice-flow.server.ts";
import { setMinimumBalance } from "#app/domain/billing/minimum-balance.server.ts";
import { sendRefundFlow, stuckRefunds } from "#app/domain/billing/send-refund-flow.server.ts";
import { stuckPayouts } from "#app/domain/payouts/payout-account.server.ts";
import { sendPayoutFlow } from "#app/domain/payouts/send-payout-flow.server.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { inbox } from "#db/schema/kernel.ts";
import { defineJob } from "#workers/define-job.ts";
import { handleStripeEvent } from "./handle-stripe-event.ts";

/** Longer than the queue's own retries take (2 s doubling, 8 times), so that nothing is worked on twice at a time. */
const CUT_OFF_AFTER_MINUTES = 15;

/**
 * Takes up what an outage of Stripe outlasted: charges, refunds and payouts that were begun, and events that were stored. Each goes on under the key
 * it began with, so that the money moves once; one that fails again does not stop the others.
 */
export const resumeMoney = defineJob({
  name: "resume-money",
  payload: z.object({}),
  run: async (_payload, deps) => {
    const { db, stripe, log } = deps;
    const before = addMinutes(deps.now(), -CUT_OFF_AFTER_MINUTES);
    const attempt = async (what: string, id: string, work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (error) {
        log.warn({ what, id, error: (error as Error).message }, "still cut off, tried again in an hour");
      }
    };
    await attempt("minimum balance", "platform", () => setMinimumBalance(db, stripe, deps.now()));
    for (const billId of await stuckBills(db, before))
      await attempt("bill", billId, () => chargeBillFlow(db, stripe, { billId }, deps.context()));
    for (const payoutId of await stuckPayouts(db, before))
      await attempt("payout", payoutId, () => sendPayoutFlow(db, stripe, { payoutId }, deps.context()));
    for (const refundId of await stuckRefunds(db, before))
      await attempt("refund", refundId, () => sendRefundFlow(db, stripe, { refundId }, deps.context()));
    for (const terms of await uninvoiced(db))
      await attempt("terms", terms.businessId, () => issueTermsInvoiceFlow(db, stripe, terms, deps.context()));
    for (const termsInvoiceId of await stuckTermsCredits(db, before))
      await attempt("terms credit", termsInvoiceId, () => lowerTermsInvoiceFlow(db, stripe, { termsInvoiceId }, deps.context()));
    const messages = await db
      .select({ source: inbox.source, externalId: inbox.externalId })
      .from(inbox)
      .where(and(isNull(inbox.handledAt), lte(inbox.receivedAt, before)))
      .orderBy(inbox.receivedAt);
    for (const message of messages) await attempt("event", message.externalId, () => handleStripeEvent.run(message, deps));
  },
});
