import type Stripe from "stripe";
import { post } from "./balances.ts";
import { existing, route } from "./call.ts";
import { businessDaysAfter } from "./clock.ts";
import { merged } from "./customers.ts";
import { emit } from "./events.ts";
import { listing } from "./listing.ts";
import { created, integer, metadata, oneOf, paging, shape, text } from "./parameters.ts";
import { invalid, refused } from "./stripe-fault.ts";
import { type Card, type Decline, declines } from "./test-cards.ts";
import type { World } from "./world.ts";

/** Stripe's fee for a card payment: 2.9% and 30 minor units, in the currency of the charge (stripe.com/pricing, US platforms). */
export const CARD_FEE: Record<string, { bps: number; fixed: number }> = {
  usd: { bps: 290, fixed: 30 },
  eur: { bps: 290, fixed: 30 },
  gbp: { bps: 290, fixed: 30 },
};
/** Card payments settle on the second business day (docs.stripe.com/payouts#payout-speed, US). */
const SETTLES_AFTER_BUSINESS_DAYS = 2;

/** Rounded half up. */
export function cardFee(amount: number, currency: string): number {
  const fee = CARD_FEE[currency]!;
  return Math.floor((amount * fee.bps + 5_000) / 10_000) + fee.fixed;
}

const noBilling = { address: null, email: null, name: null, phone: null, tax_id: null };

/** The fields that every charge and payment has alike. */
export function newCharge(world: World, prefix: "ch" | "py", amount: number, currency: string): Stripe.Charge {
  return {
    id: world.id(prefix),
    object: "charge",
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: noBilling,
    calculated_statement_descriptor: null,
    captured: true,
    created: world.now(),
    currency,
    customer: null,
    description: null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: null,
    paid: true,
    payment_intent: null,
    payment_method: null,
    payment_method_details: null,
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "succeeded",
    transfer_data: null,
    transfer_group: null,
  } as unknown as Stripe.Charge;
}

/** Charges a card for a payment intent. A declined charge is kept, and moves no money. */
export function chargeCard(
  world: World,
  account: string,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  card: Card,
  decline: Decline | null,
): Stripe.Charge {
  const charge = newCharge(world, "ch", intent.amount, intent.currency);
  Object.assign(charge, {
    billing_details: method.billing_details,
    calculated_statement_descriptor: "DESKHAND",
    customer: intent.customer,
    description: intent.description,
    metadata: { ...intent.metadata },
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { card: cardDetails(method, intent.amount), type: "card" },
    receipt_email: intent.receipt_email,
    transfer_group: intent.transfer_group,
  });
  if (decline) {
    const reason = declines[decline];
    Object.assign(charge, {
      amount_captured: 0,
      captured: false,
      failure_code: reason.code,
      failure_message: reason.message,
      outcome: outcome("declined_by_network", reason.decline_code, "The bank declined the payment.", "issuer_declined"),
      paid: false,
      status: "failed",
    });
  } else {
    charge.outcome = outcome("approved_by_network", null, "Payment complete.", "authorized");
    const settles = card.settlesAtOnce ? undefined : businessDaysAfter(world.clock.now(), SETTLES_AFTER_BUSINESS_DAYS) / 1000;
    charge.balance_transaction = post(world, {
      account,
      against: "outside:cards",
      type: "charge",
      category: "charge",
      amount: intent.amount,
      fee: cardFee(intent.amount, intent.currency),
      currency: intent.currency,
      source: charge.id,
      description: intent.description,
      availableOn: settles,
    }).id;
  }
  world.charges.add(account, charge.id, charge, null);
  emit(world, account, decline ? "charge.failed" : "charge.succeeded", charge);
  return charge;
}

function outcome(network: string, reason: string | null, message: string, type: string): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: network,
    reason,
    risk_level: "normal",
    risk_score: 12,
    seller_message: message,
    type,
  };
}

function cardDetails(method: Stripe.PaymentMethod, amount: number) {
  const card = method.card!;
  return {
    amount_authorized: amount,
    authorization_code: null,
    brand: card.brand,
    checks: card.checks,
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint,
    funding: card.funding,
    installments: null,
    last4: card.last4,
    mandate: null,
    network: card.brand,
    network_transaction_id: null,
    regulated_status: card.regulated_status,
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}

const refundInput = shape({
  charge: text,
  payment_intent: text,
  amount: integer,
  reason: oneOf("duplicate", "fraudulent", "requested_by_customer"),
  metadata,
});

export const chargeRoutes = [
  route(
    "GET",
    "/v1/charges",
    shape({ ...paging, created, customer: text, payment_intent: text, transfer_group: text }),
    ({ world, account, params }) =>
      listing(world.charges, account, "/v1/charges", params, ({ object }) => {
        if (params.created && !params.created(object.created)) return false;
        if (params.customer && object.customer !== params.customer) return false;
        if (params.payment_intent && object.payment_intent !== params.payment_intent) return false;
        return !params.transfer_group || object.transfer_group === params.transfer_group;
      }),
  ),
  route(
    "GET",
    "/v1/charges/:id",
    shape({}),
    ({ world, account, path }) => existing(world.charges, account, path[0]!, "charge").object,
  ),
  route("POST", "/v1/refunds", refundInput, ({ world, account, params }) => {
    const given = params.charge ?? (params.payment_intent && latestCharge(world, account, params.payment_intent));
    if (!given)
      throw invalid("One of the following params should be provided for this request: payment_intent or charge.", {
        code: "parameter_missing",
      });
    const row = existing(world.charges, account, given, "charge", "charge");
    const charge = row.object;
    if (charge.status !== "succeeded")
      throw refused("charge_not_refundable", "This charge did not succeed: there is nothing to refund.", { param: "charge" });
    const left = charge.amount - charge.amount_refunded;
    if (left === 0) throw refused("charge_already_refunded", `Charge ${charge.id} has already been refunded.`);
    const amount = params.amount ?? left;
    if (amount < 1)
      throw invalid("This value must be greater than or equal to 1.", { code: "parameter_invalid_integer", param: "amount" });
    if (amount > left)
      throw refused("invalid_charge_amount", `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
        param: "amount",
      });
    const refund = newRefund(world, "re", amount, charge);
    Object.assign(refund, { reason: params.reason ?? null, metadata: merged({}, params.metadata ?? {}) });
    refund.balance_transaction = post(world, {
      account,
      against: "outside:cards",
      type: "refund",
      category: "refund",
      amount: -amount,
      currency: charge.currency,
      source: refund.id,
      description: charge.description ? `REFUND FOR CHARGE (${charge.description})` : "REFUND FOR CHARGE",
    }).id;
    world.refunds.add(account, refund.id, refund, null);
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount;
    world.charges.save(row);
    emit(world, account, "refund.created", refund);
    emit(world, account, "charge.refunded", charge);
    return refund;
  }),
  route("GET", "/v1/refunds", shape({ ...paging, created, charge: text, payment_intent: text }), ({ world, account, params }) =>
    listing(world.refunds, account, "/v1/refunds", params, ({ object }) => {
      if (params.created && !params.created(object.created)) return false;
      return (
        (!params.charge || object.charge === params.charge) &&
        (!params.payment_intent || object.payment_intent === params.payment_intent)
      );
    }),
  ),
  route(
    "GET",
    "/v1/refunds/:id",
    shape({}),
    ({ world, account, path }) => existing(world.refunds, account, path[0]!, "refund").object,
  ),
];

function latestCharge(world: World, account: string, intent: string): string | null {
  return existing(world.paymentIntents, account, intent, "payment_intent", "payment_intent").object.latest_charge as
    | string
    | null;
}

export function newRefund(world: World, prefix: "re" | "pyr", amount: number, charge: Stripe.Charge): Stripe.Refund {
  return {
    id: world.id(prefix),
    object: "refund",
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  } as unknown as Stripe.Refund;
}
