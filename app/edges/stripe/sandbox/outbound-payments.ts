import type Stripe from "stripe";
import { move } from "./balances.ts";
import { existing, route } from "./call.ts";
import { businessDaysAfter } from "./clock.ts";
import { emitThin, isoOf } from "./events.ts";
import { addEntry, openTransaction } from "./financial-accounts.ts";
import { cancelIntent, failIntent, postIntent } from "./intent-states.ts";
import { list, need, oneOf, shape, text } from "./parameters.ts";
import { spoil } from "./payout-methods.ts";
import type { Row } from "./store.ts";
import { invalid } from "./stripe-fault.ts";
import { testBank } from "./test-banks.ts";
import { timeRange, v2Listing, v2Paging, within } from "./v2-listing.ts";
import { PLATFORM, type World } from "./world.ts";

type OutboundPayment = Stripe.V2.MoneyManagement.OutboundPayment;

/** Local networks take 1 to 7 days (docs.stripe.com/global-payouts/payout-methods). */
const POSTED_AFTER_BUSINESS_DAYS = 2;
/** A bank may still send a posted payment back. */
const RETURNED_AFTER_BUSINESS_DAYS = 2;
const PAYMENTS = "/v2/money_management/outbound_payments";

const statuses = list(need(oneOf("canceled", "failed", "posted", "processing", "returned")));

export const outboundPaymentRoutes = [
  route("GET", PAYMENTS, shape({ ...v2Paging, created: timeRange, recipient: text, status: statuses }), ({ world, params }) =>
    v2Listing(
      world.outboundPayments,
      PLATFORM,
      PAYMENTS,
      params,
      ({ object }) =>
        within(params.created, object.created) &&
        (!params.recipient || object.to.recipient === params.recipient) &&
        (!params.status || params.status.includes(object.status)),
    ),
  ),
  route(
    "GET",
    `${PAYMENTS}/:id`,
    shape({}),
    ({ world, path }) => existing(world.outboundPayments, PLATFORM, path[0]!, "outbound payment").object,
  ),
  route("POST", `${PAYMENTS}/:id/cancel`, shape({}), ({ world, path }) => {
    const row = existing(world.outboundPayments, PLATFORM, path[0]!, "outbound payment");
    cancelPayment(world, row.id);
    return row.object;
  }),
];

/** Takes the money out of what is available and promises it to the bank. @returns the payment's id */
export function makePayment(world: World, intent: Stripe.V2.MoneyManagement.PayoutIntent): string {
  const id = world.id("obp");
  const arrival = businessDaysAfter(world.clock.now(), POSTED_AFTER_BUSINESS_DAYS);
  const { value, currency } = intent.amount;
  const payment: OutboundPayment = {
    id,
    object: "v2.money_management.outbound_payment",
    amount: intent.amount,
    cancelable: true,
    created: isoOf(world.now()),
    ...(intent.description ? { description: intent.description } : {}),
    expected_arrival_date: new Date(arrival).toISOString(),
    from: { debited: intent.amount, financial_account: intent.from.financial_account },
    livemode: false,
    metadata: intent.metadata,
    payout_intent: intent.id,
    recipient_notification: intent.recipient_notification!,
    statement_descriptor: intent.statement_descriptor!,
    status: "processing",
    status_transitions: {},
    to: {
      credited: intent.to.credited!,
      payout_method: intent.to.payout_method!,
      recipient: intent.to.recipient!,
    },
    tracking_details: { status: "pending", type: "bank_account" },
  };
  const { id: transaction } = openTransaction(
    world,
    { category: "outbound_payment", flow: { type: "outbound_payment", id }, amount: -value, currency },
    { available: -value, outbound_pending: value },
  );
  world.outboundPayments.add(PLATFORM, id, payment, { transaction });
  emitPayment(world, "created", id);
  world.clock.plan("outbound-payment", id, arrival);
  return id;
}

/** The bank answers: it takes the money, or does not. */
export function paymentArrives(world: World, id: string): void {
  const row = world.outboundPayments.find(id);
  if (row?.object.status !== "processing") return;
  const payment = row.object;
  const { fails } = testBank(world.payoutMethods.find(payment.to.payout_method!)!.own.behaves);
  const { value } = payment.from.debited;
  if (fails === "before_paid" || fails === "at_creation") {
    addEntry(world, row.own.transaction, { available: value, outbound_pending: -value });
    end(world, row, "failed", { failed: { reason: "payout_method_declined" } });
    spoil(world, payment.to.payout_method!);
    failIntent(world, payment.payout_intent!, "payout_method_declined");
    return;
  }
  addEntry(world, row.own.transaction, { available: 0, outbound_pending: -value });
  cross(world, payment, 1);
  payment.status = "posted";
  payment.cancelable = false;
  payment.status_transitions = { posted_at: isoOf(world.now()) };
  payment.tracking_details = {
    status: "supported",
    type: "bank_account",
    bank_account: { trace_id: `TRACE${id.slice(4, 16).toUpperCase()}` },
  };
  world.outboundPayments.save(row);
  emitPayment(world, "posted", id);
  postIntent(world, payment.payout_intent!);
  if (fails === "after_paid")
    world.clock.plan("payment-return", id, businessDaysAfter(world.clock.now(), RETURNED_AFTER_BUSINESS_DAYS));
}

/** The bank sends a posted payment back: the whole amount, in the currency it left in. */
export function paymentReturns(world: World, id: string): void {
  const row = world.outboundPayments.find(id)!;
  const payment = row.object;
  const { value, currency } = payment.from.debited;
  cross(world, payment, -1);
  openTransaction(
    world,
    { category: "outbound_payment_reversal", flow: { type: "outbound_payment", id }, amount: value, currency },
    { available: value, outbound_pending: 0 },
  );
  end(world, row, "returned", { returned: { reason: "payout_method_closed" } });
  spoil(world, payment.to.payout_method!);
  failIntent(world, payment.payout_intent!, "payout_method_closed");
}

export function cancelPayment(world: World, id: string): void {
  const row = world.outboundPayments.find(id)!;
  if (row.object.status === "canceled") throw invalid("The payment is already canceled.", { code: "already_canceled" });
  if (!row.object.cancelable) throw invalid("The payment can no longer be canceled.", { code: "not_cancelable" });
  const { value } = row.object.from.debited;
  addEntry(world, row.own.transaction, { available: value, outbound_pending: -value });
  end(world, row, "canceled");
  cancelIntent(world, row.object.payout_intent!);
}

function end(
  world: World,
  row: Row<OutboundPayment, { transaction: string }>,
  status: "failed" | "returned" | "canceled",
  details?: OutboundPayment["status_details"],
): void {
  const payment = row.object;
  payment.status = status;
  payment.cancelable = false;
  if (details) payment.status_details = details;
  payment.status_transitions = { ...payment.status_transitions, [`${status}_at`]: isoOf(world.now()) };
  delete payment.expected_arrival_date;
  world.outboundPayments.save(row);
  emitPayment(world, status, row.id);
}

/** The leg outside the financial account: to the bank (1) or back from it (-1), through Stripe's own books where the currency changes. */
function cross(world: World, payment: OutboundPayment, way: 1 | -1): void {
  const { debited } = payment.from;
  const { credited } = payment.to;
  if (debited.currency === credited.currency) {
    move(world, "outside:banks", "available", debited.currency, way * debited.value);
    return;
  }
  move(world, "stripe:transfers", "available", debited.currency, way * debited.value);
  move(world, "stripe:transfers", "available", credited.currency, -way * credited.value);
  move(world, "outside:banks", "available", credited.currency, way * credited.value);
}

function emitPayment(world: World, what: string, id: string): void {
  emitThin(world, `v2.money_management.outbound_payment.${what}`, {
    id,
    type: "v2.money_management.outbound_payment",
    url: `${PAYMENTS}/${id}`,
  });
}
