import type Stripe from "stripe";
import { post } from "./balances.ts";
import { existing, route } from "./call.ts";
import { businessDaysAfter } from "./clock.ts";
import { emit } from "./events.ts";
import { listing } from "./listing.ts";
import { created, paging, shape, text } from "./parameters.ts";
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
  // The holder's dispute comes a moment after the charge, never within the answer to it.
  if (!decline && card.disputes) world.clock.plan("dispute", charge.id, world.now() * 1000);
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

export const chargeRoutes = [
  route(
    "GET",
    "/v1/charges",
    shape({ ...paging, created, customer: text, payment_intent: text, transfer_group: text }),
    ({ world, account, params }) =>
      listing(
        world.charges,
        account,
        "/v1/charges",
        params,
        ({ object }) => {
          if (params.created && !params.created(object.created)) return false;
          if (params.customer && object.customer !== params.customer) return false;
          if (params.payment_intent && object.payment_intent !== params.payment_intent) return false;
          return !params.transfer_group || object.transfer_group === params.transfer_group;
        },
        { payment_intent: params.payment_intent, transfer_group: params.transfer_group, customer: params.customer },
      ),
  ),
  route(
    "GET",
    "/v1/charges/:id",
    shape({}),
    ({ world, account, path }) => existing(world.charges, account, path[0]!, "charge").object,
  ),
];
