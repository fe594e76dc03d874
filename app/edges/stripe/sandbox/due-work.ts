import { expireSession } from "./checkout-sessions.ts";
import type { DueWork } from "./clock.ts";
import { evidenceDue, holderDisputes, verdict } from "./disputes.ts";
import { fundingArrived } from "./financial-accounts.ts";
import { finalizeDraft, invoiceOverdue } from "./invoices.ts";
import { paymentArrives, paymentReturns } from "./outbound-payments.ts";
import { takeUpIntent } from "./payout-intents.ts";
import { arrive, failPayout, fundsMatured, sweep } from "./payouts.ts";
import { refundArrived, refundFailed } from "./refunds.ts";
import { topupArrives } from "./topups.ts";
import type { World } from "./world.ts";

/** What each kind of planned work does when its instant comes. */
const kinds: Record<string, (world: World, subject: string) => void> = {
  funds: fundsMatured,
  sweep,
  payout: arrive,
  "late-failure": failPayout,
  session: expireSession,
  funding: fundingArrived,
  "payout-intent": takeUpIntent,
  "outbound-payment": paymentArrives,
  "payment-return": paymentReturns,
  dispute: holderDisputes,
  "dispute-verdict": verdict,
  "dispute-due": evidenceDue,
  "refund-pending": refundArrived,
  "refund-fail_later": refundFailed,
  "invoice-finalize": finalizeDraft,
  "invoice-overdue": invoiceOverdue,
  topup: topupArrives,
};

export function doDue(world: World): (due: DueWork) => void {
  return ({ kind, subject }) => kinds[kind]?.(world, subject);
}
