/** Every event of the product and what it carries: ids, never copies of the rows. Names are past tense; keep the list alphabetical. */
export interface EventPayloads {
  "agent.committed-hours-changed": { agentId: string };
  "agent.profile-changed": { agentId: string };
  "agent.rating-changed": { agentId: string };
  "amendment.accepted": { amendmentId: string; contractId: string };
  "amendment.declined": { amendmentId: string; contractId: string };
  "amendment.proposed": { amendmentId: string; contractId: string };
  "application.changed": { applicationId: string; state: string };
  "bill.closed": { billId: string };
  "bill.paid": { billId: string };
  "card.added": { paymentMethodId: string; businessId: string };
  "card.removed": { paymentMethodId: string; businessId: string };
  "charge.failed": { chargeId: string; billId: string };
  "charge.succeeded": { chargeId: string; billId: string };
  "contract.accepted": { contractId: string };
  "contract.ended": { contractId: string };
  "member.invited": { invitationId: string };
  "message.sent": { conversationId: string; seq: string };
  "offer.sent": { offerId: string };
  "offer.answered": { offerId: string; state: string };
  "password-reset.requested": { userId: string };
  "payout-account.changed": { agentId: string };
  "payout.failed": { payoutId: string };
  "payout.paid": { payoutId: string };
  "payout.requested": { payoutId: string };
  "promotion.approved": { promotionId: string };
  "promotion.declined": { promotionId: string };
  "promotion.proposed": { promotionId: string };
  "reconciliation.requested": { runId: string };
  "review.revealed": { contractId: string; agentId: string };
  "review.written": { reviewId: string };
  "role.changed": { roleId: string };
  "segments.recorded": { contractId: string; week: string; count: number };
  "stripe-event.received": { source: string; externalId: string };
  "timesheet.approved": { timesheetId: string };
  "timesheet.frozen": { timesheetId: string };
  "user.signed-up": { userId: string };
  "verification.requested": { userId: string };
  "week-pay.released": { timesheetId: string };
  "week.frozen": { week: string };
}

export type EventName = keyof EventPayloads;
