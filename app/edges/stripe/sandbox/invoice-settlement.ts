import type Stripe from "stripe";
import { emit } from "./events.ts";
import type { Row } from "./store.ts";
import type { InvoiceOwn, World } from "./world.ts";

/** What a payment intent of an invoice does to it: payment-intents.ts calls these, and knows nothing more of invoices. */

function paymentOf(world: World, intent: Stripe.PaymentIntent): Row<Stripe.InvoicePayment, null> | undefined {
  return world.invoicePayments.where("payment_intent", intent.id)[0];
}

export function invoicePaid(world: World, intent: Stripe.PaymentIntent) {
  const payment = paymentOf(world, intent);
  const row = payment && world.invoices.find(payment.object.invoice as string);
  if (!payment || !row) return;
  const invoice = row.object;
  const paid = Math.min(intent.amount, invoice.amount_remaining);
  Object.assign(payment.object, {
    amount_paid: paid,
    status: "paid",
    status_transitions: { canceled_at: null, paid_at: world.now() },
  } satisfies Partial<Stripe.InvoicePayment>);
  world.invoicePayments.save(payment);
  emit(world, row.account, "invoice_payment.paid", payment.object);
  invoice.attempted = true;
  invoice.attempt_count += 1;
  invoice.amount_overpaid += intent.amount - paid;
  invoice.amount_paid += paid;
  invoice.amount_remaining -= paid;
  if (invoice.amount_remaining > 0) {
    followRemaining(world, invoice);
    world.invoices.save(row);
    return emit(world, row.account, "invoice.updated", invoice);
  }
  cancelPayment(world, invoice);
  payOff(world, row, { offStripe: false });
  emit(world, row.account, "invoice.payment_succeeded", invoice);
}

/** A payment of an invoice that waits for its payment intent. */
export function newPayment(
  world: World,
  { object: invoice, id, account }: Row<Stripe.Invoice, InvoiceOwn>,
  intent: Stripe.PaymentIntent,
  isDefault: boolean,
) {
  const payment: Stripe.InvoicePayment = {
    id: world.id("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: intent.amount,
    created: world.now(),
    currency: invoice.currency,
    invoice: id,
    is_default: isDefault,
    livemode: false,
    payment: { payment_intent: intent.id, type: "payment_intent" },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  };
  world.invoicePayments.add(account, payment.id, payment, null);
}

/** Stripe keeps the default payment in step with what the invoice still asks for. */
function followRemaining(world: World, { id, amount_remaining }: Stripe.Invoice) {
  const payment = world.invoicePayments.where("invoice", id!).find(({ object }) => object.is_default && object.status === "open");
  if (!payment) return;
  payment.object.amount_requested = amount_remaining;
  world.invoicePayments.save(payment);
  const intent = world.paymentIntents.find(payment.object.payment.payment_intent as string)!;
  intent.object.amount = amount_remaining;
  world.paymentIntents.save(intent);
}

/** A credit note lowers what an invoice asks for; one that asks for nothing more is paid. */
export function reduceDue(world: World, row: Row<Stripe.Invoice, InvoiceOwn>, by: number) {
  const invoice = row.object;
  invoice.amount_due -= by;
  invoice.amount_remaining -= by;
  world.invoices.save(row);
  if (invoice.amount_remaining > 0) {
    followRemaining(world, invoice);
    return emit(world, row.account, "invoice.updated", invoice);
  }
  cancelPayment(world, invoice);
  payOff(world, row, { offStripe: false });
}

export function invoicePaymentFailed(world: World, intent: Stripe.PaymentIntent, needsHolder: boolean) {
  const payment = paymentOf(world, intent);
  const row = payment && world.invoices.find(payment.object.invoice as string);
  if (!row) return;
  row.object.attempted = true;
  row.object.attempt_count += 1;
  world.invoices.save(row);
  if (needsHolder) emit(world, row.account, "invoice.payment_action_required", row.object);
  emit(world, row.account, "invoice.payment_failed", row.object);
}

/** Nothing is left to pay. */
export function payOff(world: World, row: Row<Stripe.Invoice, InvoiceOwn>, { offStripe }: { offStripe: boolean }) {
  const invoice = row.object;
  Object.assign(invoice, {
    status: "paid",
    amount_paid: invoice.amount_due,
    amount_paid_off_stripe: offStripe ? invoice.amount_remaining : 0,
    amount_remaining: 0,
    auto_advance: false,
    status_transitions: { ...invoice.status_transitions, paid_at: world.now() },
  } satisfies Partial<Stripe.Invoice>);
  world.invoices.save(row);
  emit(world, row.account, "invoice.paid", invoice);
}

/** The invoice will not be paid through its payment intent any more. */
export function cancelPayment(world: World, invoice: Stripe.Invoice) {
  for (const payment of world.invoicePayments.where("invoice", invoice.id)) {
    if (payment.object.status !== "open") continue;
    Object.assign(payment.object, {
      status: "canceled",
      status_transitions: { canceled_at: world.now(), paid_at: null },
    } satisfies Partial<Stripe.InvoicePayment>);
    world.invoicePayments.save(payment);
    const intent = world.paymentIntents.find(payment.object.payment.payment_intent as string)!;
    Object.assign(intent.object, {
      status: "canceled",
      canceled_at: world.now(),
      cancellation_reason: "void_invoice",
      next_action: null,
    } satisfies Partial<Stripe.PaymentIntent>);
    world.paymentIntents.save(intent);
    emit(world, intent.account, "payment_intent.canceled", intent.object);
  }
}
