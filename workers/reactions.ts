import type { EventName } from "#app/kernel/record-event.ts";
import type { Job } from "./define-job.ts";
import { applyAmendmentAnswer } from "./jobs/apply-amendment-answer.ts";
import { applyCommittedHours } from "./jobs/apply-committed-hours.ts";
import { applyPayable } from "./jobs/apply-payable.ts";
import { applyRating } from "./jobs/apply-rating.ts";
import { askForLateTime } from "./jobs/ask-for-late-time.ts";
import { billApproved } from "./jobs/bill-approved.ts";
import { chargeBill } from "./jobs/charge-bill.ts";
import { chargeDueBills } from "./jobs/charge-due-bills.ts";
import { closeBills } from "./jobs/close-bills.ts";
import { closePaidInvoice } from "./jobs/close-paid-invoice.ts";
import { declareUnpaid } from "./jobs/declare-unpaid.ts";
import { detachCard } from "./jobs/detach-card.ts";
import { erasePicture } from "./jobs/erase-picture.ts";
import { followChargeback } from "./jobs/follow-chargeback.ts";
import { freeShifts } from "./jobs/free-shifts.ts";
import { handleStripeEvent } from "./jobs/handle-stripe-event.ts";
import { holdTakenOut } from "./jobs/hold-taken-out.ts";
import { importHelpdeskLog } from "./jobs/import-helpdesk-log.ts";
import { invoiceBill } from "./jobs/invoice-bill.ts";
import { lowerTermsInvoice } from "./jobs/lower-terms-invoice.ts";
import { mailDocuments } from "./jobs/mail-documents.ts";
import { mailStatement } from "./jobs/mail-statement.ts";
import { makeThumbnail } from "./jobs/make-thumbnail.ts";
import { notify } from "./jobs/notify.ts";
import { pauseContracts } from "./jobs/pause-contracts.ts";
import { pauseNewContract } from "./jobs/pause-new-contract.ts";
import { proposePromotionAmendment } from "./jobs/propose-promotion-amendment.ts";
import { releaseWeekPay } from "./jobs/release-week-pay.ts";
import { restartRun } from "./jobs/restart-run.ts";
import { resumeContracts } from "./jobs/resume-contracts.ts";
import { revealReviews } from "./jobs/reveal-reviews.ts";
import { runApprovedAction } from "./jobs/run-approved-action.ts";
import { runReconciliation } from "./jobs/run-reconciliation.ts";
import { sendMemberInvitation } from "./jobs/send-member-invitation.ts";
import { sendPayout } from "./jobs/send-payout.ts";
import { sendRefund } from "./jobs/send-refund.ts";
import { sendResetMail } from "./jobs/send-reset-mail.ts";
import { sendVerificationMail } from "./jobs/send-verification-mail.ts";
import { stopTracker } from "./jobs/stop-tracker.ts";
import { suggestTeam } from "./jobs/suggest-team.ts";
import { updateAgentDocument } from "./jobs/update-agent-document.ts";
import { updateMatchProfile } from "./jobs/update-match-profile.ts";
import { watchExposure } from "./jobs/watch-exposure.ts";

/** What follows an event. A job is given the event's payload; `notify` is given the event itself. */
export const reactions: { [Name in EventName]?: Job[] } = {
  "agent.committed-hours-changed": [updateMatchProfile],
  "agent.profile-changed": [updateMatchProfile, updateAgentDocument, applyCommittedHours, applyPayable],
  "agent.rating-changed": [updateMatchProfile],
  "amendment.accepted": [applyAmendmentAnswer, notify],
  "amendment.declined": [applyAmendmentAnswer, notify],
  "amendment.proposed": [notify],
  "application.changed": [notify],
  "arrangement.changed": [watchExposure, notify],
  "approval.granted": [runApprovedAction],
  "bill.closed": [chargeBill, invoiceBill, notify, mailDocuments],
  "bill.lowered": [lowerTermsInvoice],
  "bill.overdue": [declareUnpaid],
  "bill.paid": [releaseWeekPay, watchExposure, notify],
  "bonus.given": [notify],
  "business.in-good-standing": [resumeContracts],
  "business.unpaid": [pauseContracts, notify],
  "card.added": [chargeDueBills],
  "card.removed": [detachCard],
  "charge.failed": [notify],
  "chargeback.closed": [followChargeback, releaseWeekPay, notify],
  "chargeback.opened": [followChargeback, notify],
  "contract.accepted": [applyCommittedHours, pauseNewContract, notify],
  "contract.ended": [stopTracker, freeShifts, applyCommittedHours, notify],
  "dispute.answered": [notify],
  "dispute.decided": [releaseWeekPay, notify],
  "dispute.opened": [notify],
  "contract.paused": [stopTracker, notify],
  "contract.resumed": [notify],
  "exposure.crossed": [notify],
  "credit-note.issued": [mailDocuments],
  "helpdesk-import.started": [importHelpdeskLog],
  "late-time.asked": [notify],
  "late-time.contested": [notify],
  "late-time.decided": [notify],
  "late-time.ruled": [notify],
  "member.invited": [sendMemberInvitation],
  "message.sent": [notify],
  "offer.answered": [applyCommittedHours, notify],
  "offer.sent": [applyCommittedHours, notify],
  "password-reset.requested": [sendResetMail],
  "payout-account.changed": [applyPayable],
  "payout-account.restricted": [notify],
  "payout-requirements.due": [notify],
  "payout.failed": [notify],
  "payout.held": [notify],
  "payout.paid": [notify],
  "payout.released": [sendPayout],
  "payout.requested": [sendPayout],
  "personal-data.exported": [notify],
  "picture.deleted": [erasePicture],
  "picture.received": [makeThumbnail],
  "prepayment.succeeded": [watchExposure],
  "promotion.approved": [proposePromotionAmendment, notify],
  "promotion.declined": [notify],
  "promotion.proposed": [notify],
  "rank-question.answered": [notify],
  "rank-question.asked": [notify],
  "reconciliation.case-opened": [notify],
  "reconciliation.requested": [runReconciliation],
  "refund.requested": [sendRefund],
  "refund.settled": [notify],
  "review.revealed": [applyRating, notify],
  "review.written": [revealReviews],
  "run.restart-requested": [restartRun],
  "search.found": [notify],
  "segments.late": [askForLateTime, watchExposure],
  "segments.recorded": [watchExposure],
  "shift.assigned": [notify],
  "shift.cancelled": [notify],
  "shift.changed": [notify],
  "shift.claimed": [notify],
  "shift.released": [notify],
  "shifts.offered": [notify],
  "shifts.published": [notify],
  "statement.issued": [mailStatement],
  "stripe-event.received": [handleStripeEvent],
  "swap.answered": [notify],
  "swap.offered": [notify],
  "tax-form.asked": [notify],
  "team.asked": [suggestTeam],
  "terms-invoice.issued": [notify, lowerTermsInvoice],
  "terms-invoice.paid": [closePaidInvoice],
  "terms-invoice.paid-outside": [notify],
  "terms-invoice.reminded": [notify],
  "timesheet.approved": [billApproved, notify],
  "timesheet.frozen": [notify],
  "user.signed-up": [sendVerificationMail],
  "verification.requested": [sendVerificationMail],
  "week-change.accepted": [holdTakenOut, notify],
  "week-change.declined": [notify],
  "week-change.proposed": [notify],
  "week-question.answered": [notify],
  "week-question.asked": [notify],
  "week.frozen": [closeBills],
};

export interface RecordedEvent {
  seq: bigint;
  name: string;
  payload: Record<string, unknown>;
}

/** The work an event asks for; its id is the same however often the event is read. */
export function workOf(event: RecordedEvent): { id: string; job: Job; payload: unknown }[] {
  const jobs = (reactions as Record<string, Job[] | undefined>)[event.name] ?? [];
  return jobs.map((job) => ({
    id: `event-${event.seq}-${job.name}`,
    job,
    payload: job === (notify as Job) ? { event: event.name, seq: String(event.seq), payload: event.payload } : event.payload,
  }));
}
