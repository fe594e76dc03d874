import type Stripe from "stripe";
import { post } from "./balances.ts";
import { existing, route } from "./call.ts";
import { merged } from "./customers.ts";
import { emit } from "./events.ts";
import { listing } from "./listing.ts";
import { bool, clearable, created, metadata, paging, shape, text, textUpTo } from "./parameters.ts";
import { invalid, missing } from "./stripe-fault.ts";
import type { World } from "./world.ts";

/**
 * What Stripe takes for a dispute, won or lost: 15.00 in the currency of the charge (stripe.com/pricing, US). The second fee that it takes
 * for evidence, and gives back when the dispute is won, is not played here.
 */
const DISPUTE_FEE = 1_500;
/** Evidence is due at the end of the sixteenth day, as for most card networks. */
const EVIDENCE_DAYS = 16;
const DAY_SECONDS = 86_400;

/** docs.stripe.com/api/disputes/evidence_object; files are given by their ids. */
const evidenceFields = [
  "access_activity_log",
  "billing_address",
  "cancellation_policy",
  "cancellation_policy_disclosure",
  "cancellation_rebuttal",
  "customer_communication",
  "customer_email_address",
  "customer_name",
  "customer_purchase_ip",
  "customer_signature",
  "duplicate_charge_documentation",
  "duplicate_charge_explanation",
  "duplicate_charge_id",
  "product_description",
  "receipt",
  "refund_policy",
  "refund_policy_disclosure",
  "refund_refusal_explanation",
  "service_date",
  "service_documentation",
  "shipping_address",
  "shipping_carrier",
  "shipping_date",
  "shipping_documentation",
  "shipping_tracking_number",
  "uncategorized_file",
  "uncategorized_text",
] as const;
type EvidenceField = (typeof evidenceFields)[number];

/** These take 20,000 letters, as the same page says. */
const longFields = new Set<string>([
  "access_activity_log",
  "cancellation_policy_disclosure",
  "cancellation_rebuttal",
  "duplicate_charge_explanation",
  "product_description",
  "refund_policy_disclosure",
  "refund_refusal_explanation",
  "uncategorized_text",
]);

const evidence = shape(
  Object.fromEntries(evidenceFields.map((name) => [name, clearable(longFields.has(name) ? textUpTo(20_000) : text)])) as Record<
    EvidenceField,
    ReturnType<typeof clearable<string>>
  >,
);
const REASONS = [
  "credit_not_processed",
  "duplicate",
  "fraudulent",
  "general",
  "product_not_received",
  "product_unacceptable",
  "subscription_canceled",
  "unrecognized",
];

export const disputeRoutes = [
  route("GET", "/v1/disputes", shape({ ...paging, created, charge: text, payment_intent: text }), (call) =>
    listing(
      call.world.disputes,
      call.account,
      "/v1/disputes",
      call.params,
      ({ object }) => {
        if (call.params.created && !call.params.created(object.created)) return false;
        return !call.params.payment_intent || object.payment_intent === call.params.payment_intent;
      },
      { charge: call.params.charge },
    ),
  ),
  route(
    "GET",
    "/v1/disputes/:id",
    shape({}),
    ({ world, account, path }) => existing(world.disputes, account, path[0]!, "dispute").object,
  ),
  route("POST", "/v1/disputes/:id", shape({ evidence, metadata, submit: bool }), ({ world, account, path, params }) => {
    const row = existing(world.disputes, account, path[0]!, "dispute");
    const dispute = row.object;
    if (params.metadata) dispute.metadata = merged(dispute.metadata, params.metadata);
    if (params.evidence || params.submit) {
      if (dispute.status !== "needs_response")
        throw invalid(`This dispute is ${dispute.status}: evidence can no longer be changed.`, { param: "evidence" });
      const given = Object.entries(params.evidence ?? {}).filter(([, value]) => value !== undefined);
      Object.assign(dispute.evidence, Object.fromEntries(given));
      const { evidence_details: details } = dispute;
      details.has_evidence = evidenceFields.some((name) => dispute.evidence[name] !== null);
      // Evidence goes to the bank at once unless it is only to be kept: submit is true when it is not sent.
      if (params.submit ?? params.evidence !== undefined) {
        dispute.status = "under_review";
        details.submission_count += 1;
        details.submission_method = "manual";
        world.clock.plan("dispute-verdict", dispute.id, world.now() * 1000);
      }
    }
    world.disputes.save(row);
    emit(world, account, "charge.dispute.updated", dispute);
    return dispute;
  }),
  route("POST", "/v1/disputes/:id/close", shape({}), ({ world, account, path }) => {
    const row = existing(world.disputes, account, path[0]!, "dispute");
    if (row.object.status !== "needs_response")
      throw invalid(`This dispute is ${row.object.status}: only one that needs a response can be closed.`);
    decideDispute(world, row.id, false);
    return row.object;
  }),
];

/** The holder disputes a charge at their bank: the money and a fee are taken at once. */
export function openDispute(world: World, chargeId: string, given: { amount?: number; reason?: string } = {}): Stripe.Dispute {
  const row = world.charges.find(chargeId);
  if (!row) throw missing("charge", chargeId, "charge");
  const charge = row.object;
  const { amount = charge.amount - charge.amount_refunded, reason = "fraudulent" } = given;
  if (charge.status !== "succeeded" || !chargeId.startsWith("ch_"))
    throw invalid("Only a card charge that succeeded can be disputed.", { param: "charge" });
  if (charge.disputed) throw invalid(`Charge ${chargeId} has been disputed already.`, { param: "charge" });
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > charge.amount - charge.amount_refunded)
    throw invalid("The disputed amount must be within what is left of the charge.", { param: "amount" });
  if (!REASONS.includes(reason)) throw invalid(`Invalid reason: must be one of ${REASONS.join(", ")}`, { param: "reason" });
  const dispute = newDispute(world, charge, amount, reason);
  const withdrawal = post(world, {
    account: row.account,
    against: "outside:cards",
    type: "adjustment",
    category: "dispute",
    amount: -amount,
    fee: DISPUTE_FEE,
    feeFor: "Dispute fee",
    currency: charge.currency,
    source: dispute.id,
    description: `Chargeback withdrawal for ${chargeId}`,
  });
  dispute.balance_transactions = [withdrawal];
  world.disputes.add(row.account, dispute.id, dispute, null);
  charge.disputed = true;
  world.charges.save(row);
  world.clock.plan("dispute-due", dispute.id, (dispute.evidence_details.due_by! + 1) * 1000);
  emit(world, row.account, "charge.dispute.created", dispute);
  emit(world, row.account, "charge.dispute.funds_withdrawn", dispute);
  return dispute;
}

/** The holder of a test card that disputes does so, unless the money was given back meanwhile. */
export function holderDisputes(world: World, chargeId: string) {
  const { amount, amount_refunded, disputed, payment_method } = world.charges.find(chargeId)!.object;
  const reason = world.paymentMethods.find(payment_method as string)?.own.card.disputes;
  if (!disputed && amount > amount_refunded) openDispute(world, chargeId, { reason });
}

function newDispute(world: World, charge: Stripe.Charge, amount: number, reason: string): Stripe.Dispute {
  const now = world.now();
  const card = charge.payment_method_details?.card;
  return {
    id: world.id("du"),
    object: "dispute",
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...Object.fromEntries(evidenceFields.map((name) => [name, null])), enhanced_evidence: {} },
    evidence_details: {
      due_by: now - (now % DAY_SECONDS) + (EVIDENCE_DAYS + 1) * DAY_SECONDS - 1,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: card?.brand ?? "visa",
        case_type: "chargeback",
        network: card?.network ?? "visa",
        network_reason_code: reason === "fraudulent" ? "10.4" : "13.1",
      },
      type: "card",
    },
    reason,
    status: "needs_response",
  } as unknown as Stripe.Dispute;
}

/** The bank's verdict. Won: the amount comes back, the fee does not. */
export function decideDispute(world: World, id: string, won: boolean): Stripe.Dispute {
  const row = world.disputes.find(id);
  if (!row) throw missing("dispute", id, "dispute");
  const dispute = row.object;
  if (dispute.status === "won" || dispute.status === "lost")
    throw invalid(`This dispute was decided already: ${dispute.status}.`, { param: "dispute" });
  dispute.status = won ? "won" : "lost";
  if (won) {
    const back = post(world, {
      account: row.account,
      against: "outside:cards",
      type: "adjustment",
      category: "dispute_reversal",
      amount: dispute.amount,
      currency: dispute.currency,
      source: id,
      description: `Chargeback reversal for ${dispute.charge as string}`,
    });
    dispute.balance_transactions.push(back);
  }
  world.disputes.save(row);
  if (won) emit(world, row.account, "charge.dispute.funds_reinstated", dispute);
  emit(world, row.account, "charge.dispute.closed", dispute);
  return dispute;
}

/** Evidence with these words is decided at once, as in Stripe's test mode (docs.stripe.com/testing#disputes); other evidence waits for control. */
export function verdict(world: World, id: string) {
  const dispute = world.disputes.find(id)?.object;
  if (dispute?.status !== "under_review") return;
  const words = dispute.evidence.uncategorized_text;
  if (words === "winning_evidence" || words === "losing_evidence") decideDispute(world, id, words === "winning_evidence");
}

/** Nothing was sent in time: lost. */
export function evidenceDue(world: World, id: string) {
  const row = world.disputes.find(id);
  if (row?.object.status !== "needs_response") return;
  row.object.evidence_details.past_due = true;
  decideDispute(world, id, false);
}
