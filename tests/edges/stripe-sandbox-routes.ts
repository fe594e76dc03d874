import { charge, expanded, type GivenSandbox } from "./stripe-sandbox.ts";

/** Asks every route of chargebacks, refunds, invoices and top-ups once, for the judge. */
export async function askMoneyRoutes({ stripe, control }: GivenSandbox, card: { customer: string; paymentMethod: string }) {
  const paid = await charge(stripe, card, 9_000);
  const dispute = control.disputeCharge(expanded(paid.latest_charge).id);
  await stripe.disputes.retrieve(dispute.id, { expand: ["charge", "payment_intent"] });
  await stripe.disputes.list({ charge: dispute.charge as string, created: { gte: 1 } });
  await stripe.disputes.update(dispute.id, { evidence: { product_description: "Support" }, submit: false });
  await stripe.disputes.close(dispute.id);
  const other = await charge(stripe, card, 8_000);
  const refund = await stripe.refunds.create({ charge: expanded(other.latest_charge).id, amount: 300 });
  await stripe.refunds.update(refund.id, { metadata: { a: "1" } });

  await stripe.customers.update(card.customer, { email: "finance@acme.example" });
  const newDraft = () =>
    stripe.invoices.create({ customer: card.customer, collection_method: "send_invoice", days_until_due: 30, currency: "usd" });
  const draft = await newDraft();
  const item = { customer: card.customer, invoice: draft.id, amount: 500, currency: "usd" };
  const first = await stripe.invoiceItems.create({ ...item, description: "Work" });
  await stripe.invoiceItems.update(first.id, { amount: 600 });
  await stripe.invoiceItems.retrieve(first.id);
  const spare = await stripe.invoiceItems.create(item);
  await stripe.invoiceItems.del(spare.id);
  await stripe.invoiceItems.list({ invoice: draft.id });
  await stripe.invoices.update(draft.id, { description: "Week 46" });
  await stripe.invoices.finalizeInvoice(draft.id);
  await stripe.invoices.sendInvoice(draft.id);
  await stripe.invoices.listLineItems(draft.id, { limit: 5 });
  const note = await stripe.creditNotes.create({ invoice: draft.id, amount: 50, memo: "Not worked", metadata: { a: "1" } });
  await stripe.creditNotes.retrieve(note.id, { expand: ["invoice"] });
  await stripe.creditNotes.list({ invoice: draft.id });
  await stripe.creditNotes.listLineItems(note.id);
  const part = await charge(stripe, card, 200);
  await stripe.invoices.attachPayment(draft.id, { payment_intent: part.id });
  await stripe.invoices.pay(draft.id, { payment_method: card.paymentMethod });
  const payments = await stripe.invoicePayments.list({
    invoice: draft.id,
    expand: ["data.payment.payment_intent", "data.invoice"],
  });
  await stripe.invoicePayments.retrieve(payments.data[0]!.id);
  await stripe.invoices.retrieve(draft.id, { expand: ["customer"] });
  const lost = await newDraft();
  await stripe.invoiceItems.create({ ...item, invoice: lost.id });
  await stripe.invoices.finalizeInvoice(lost.id);
  await stripe.invoices.markUncollectible(lost.id);
  await stripe.invoices.voidInvoice(lost.id);
  await stripe.invoices.del((await newDraft()).id);
  await stripe.invoices.list({ customer: card.customer, status: "paid" });

  const topup = await stripe.topups.create({ amount: 1_000, currency: "usd", description: "Payday" });
  await stripe.topups.retrieve(topup.id);
  await stripe.topups.update(topup.id, { metadata: { a: "1" } });
  await stripe.topups.cancel(topup.id);
  await stripe.topups.list({ status: "canceled" });
}
