import type Stripe from "stripe";
import { post } from "./balances.ts";
import { existing, route } from "./call.ts";
import { businessDaysAfter } from "./clock.ts";
import { merged } from "./customers.ts";
import { emit } from "./events.ts";
import { listing } from "./listing.ts";
import { created, integer, metadata, oneOf, paging, shape, text } from "./parameters.ts";
import { invalid, refused } from "./stripe-fault.ts";
import type { World } from "./world.ts";

/** A refund that starts pending succeeds on the next business day; one that fails does so on the second. */
const SUCCEEDS_AFTER_BUSINESS_DAYS = 1;
const FAILS_AFTER_BUSINESS_DAYS = 2;

const refundInput = shape({
  charge: text,
  payment_intent: text,
  amount: integer,
  reason: oneOf("duplicate", "fraudulent", "requested_by_customer"),
  metadata,
});

export const refundRoutes = [
  route("POST", "/v1/refunds", refundInput, ({ world, account, params }) => {
    const given = params.charge ?? (params.payment_intent && latestCharge(world, account, params.payment_intent));
    if (!given)
      throw invalid("One of the following params should be provided for this request: payment_intent or charge.", {
        code: "parameter_missing",
      });
    const row = existing(world.charges, account, given, "charge", "charge");
    return makeRefund(world, row.object, params).object;
  }),
  route("GET", "/v1/refunds", shape({ ...paging, created, charge: text, payment_intent: text }), ({ world, account, params }) =>
    listing(
      world.refunds,
      account,
      "/v1/refunds",
      params,
      ({ object }) => {
        if (params.created && !params.created(object.created)) return false;
        return (
          (!params.charge || object.charge === params.charge) &&
          (!params.payment_intent || object.payment_intent === params.payment_intent)
        );
      },
      { charge: params.charge },
    ),
  ),
  route(
    "GET",
    "/v1/refunds/:id",
    shape({}),
    ({ world, account, path }) => existing(world.refunds, account, path[0]!, "refund").object,
  ),
  route("POST", "/v1/refunds/:id", shape({ metadata }), ({ world, account, path, params }) => {
    const row = existing(world.refunds, account, path[0]!, "refund");
    row.object.metadata = merged(row.object.metadata ?? {}, params.metadata ?? {});
    world.refunds.save(row);
    emit(world, account, "refund.updated", row.object);
    return row.object;
  }),
];

interface Wanted {
  amount?: number;
  reason?: Stripe.Refund.Reason;
  metadata?: Record<string, string>;
}

function makeRefund(world: World, charge: Stripe.Charge, wanted: Wanted) {
  const row = world.charges.find(charge.id)!;
  const { account } = row;
  if (charge.status !== "succeeded")
    throw refused("charge_not_refundable", "This charge did not succeed: there is nothing to refund.", { param: "charge" });
  if (charge.disputed && !refundable(world, charge.id))
    throw refused("charge_disputed", `Charge ${charge.id} has been charged back; cannot issue a refund.`);
  const left = charge.amount - charge.amount_refunded;
  if (left === 0) throw refused("charge_already_refunded", `Charge ${charge.id} has already been refunded.`);
  const amount = wanted.amount ?? left;
  if (amount < 1)
    throw invalid("This value must be greater than or equal to 1.", { code: "parameter_invalid_integer", param: "amount" });
  if (amount > left)
    throw refused("invalid_charge_amount", `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
      param: "amount",
    });
  const refund = newRefund(world, "re", amount, charge);
  const fate = world.paymentMethods.find(charge.payment_method as string)?.own.card.refunds;
  Object.assign(refund, {
    reason: wanted.reason ?? null,
    metadata: merged({}, wanted.metadata ?? {}),
    status: fate === "pending" ? "pending" : "succeeded",
    destination_details: {
      card: { reference_status: "pending", reference_type: "acquirer_reference_number", type: "refund" },
      type: "card",
    },
    ...(fate === "pending" ? { pending_reason: "processing" } : {}),
  });
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
  const made = world.refunds.add(account, refund.id, refund, null);
  countRefunded(world, charge, amount);
  emit(world, account, "refund.created", refund);
  emit(world, account, "charge.refunded", charge);
  const day = fate === "pending" ? SUCCEEDS_AFTER_BUSINESS_DAYS : FAILS_AFTER_BUSINESS_DAYS;
  if (fate) world.clock.plan(`refund-${fate}`, refund.id, businessDaysAfter(world.clock.now(), day));
  return made;
}

function countRefunded(world: World, charge: Stripe.Charge, amount: number) {
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  world.charges.save(world.charges.find(charge.id)!);
}

/** After a dispute that was won the charge is as it was; while it runs, and when it is lost, the money is with the holder already. */
function refundable(world: World, charge: string): boolean {
  return world.disputes.where("charge", charge).every((row) => row.object.status === "won");
}

/** A pending refund reached the holder. */
export function refundArrived(world: World, id: string) {
  const row = world.refunds.find(id);
  if (row?.object.status !== "pending") return;
  row.object.status = "succeeded";
  delete row.object.pending_reason;
  world.refunds.save(row);
  emit(world, row.account, "refund.updated", row.object);
  emit(world, row.account, "charge.refund.updated", row.object);
}

/** The holder's bank sent the refund back: the money is on the balance again and the charge counts it no more. */
export function refundFailed(world: World, id: string) {
  const row = world.refunds.find(id);
  if (row?.object.status !== "succeeded") return;
  const refund = row.object;
  Object.assign(refund, {
    status: "failed",
    failure_reason: "expired_or_canceled_card",
    failure_balance_transaction: post(world, {
      account: row.account,
      against: "outside:cards",
      type: "refund_failure",
      category: "refund_failure",
      amount: refund.amount,
      currency: refund.currency,
      source: id,
      description: "REFUND FAILURE",
    }).id,
  } satisfies Partial<Stripe.Refund>);
  world.refunds.save(row);
  countRefunded(world, world.charges.find(refund.charge as string)!.object, -refund.amount);
  emit(world, row.account, "refund.failed", refund);
  emit(world, row.account, "refund.updated", refund);
  emit(world, row.account, "charge.refund.updated", refund);
}

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
