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
  Object.assign(payment.object, {
    amount_paid: intent.amount,
    status: "paid",
    status_transitions: { canceled_at: null, paid_at: world.now() },
  } satisfies Partial<Stripe.InvoicePayment>);
  world.invoicePayments.save(payment);
  emit(world, row.account, "invoice_payment.paid", payment.object);
  row.object.attempted = true;
  row.object.attempt_count += 1;
  payOff(world, row, { offStripe: false });
  emit(world, row.account, "invoice.payment_succeeded", row.object);
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
    amount_paid_off_stripe: offStripe ? invoice.amount_due : 0,
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
