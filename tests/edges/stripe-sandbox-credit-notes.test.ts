import { afterAll, describe, expect, test } from "vitest";
import { charge, expanded, givenCard, givenSandbox, keepAll, refusal } from "./stripe-sandbox.ts";

const sandbox = await givenSandbox();
const { stripe, control } = sandbox;
afterAll(() => sandbox.done());
await keepAll(stripe);

/** An open invoice over 100.00 of a customer with a card. */
async function givenInvoice() {
  const card = await givenCard(sandbox);
  await stripe.customers.update(card.customer, { email: "finance@acme.example" });
  const draft = await stripe.invoices.create({
    customer: card.customer,
    collection_method: "send_invoice",
    days_until_due: 14,
    currency: "usd",
    pending_invoice_items_behavior: "exclude",
  });
  await stripe.invoiceItems.create({ customer: card.customer, invoice: draft.id, amount: 10_000, currency: "usd" });
  return { card, invoice: await stripe.invoices.finalizeInvoice(draft.id) };
}
const typesOf = async (id: string) =>
  (await stripe.events.list({ types: ["invoice.*", "credit_note.*", "invoice_payment.*"], limit: 100 })).data
    .filter(({ data }) => {
      const object = data.object as { id: string; invoice?: string };
      return object.id === id || object.invoice === id;
    })
    .map((event) => event.type)
    .reverse()
    .slice(2);

describe("a credit note", () => {
  test("lowers what an open invoice asks for, and what is charged in the end", async () => {
    const { invoice } = await givenInvoice();
    const note = await stripe.creditNotes.create({
      invoice: invoice.id,
      amount: 1_500,
      reason: "product_unsatisfactory",
      memo: "Two hours not worked",
      metadata: { refundId: "r1" },
    });
    expect(note).toMatchObject({
      type: "pre_payment",
      amount: 1_500,
      pre_payment_amount: 1_500,
      post_payment_amount: 0,
      number: `${invoice.number}-CN-01`,
      status: "issued",
    });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: "open",
      total: 10_000,
      amount_due: 8_500,
      amount_remaining: 8_500,
      pre_payment_credit_notes_amount: 1_500,
    });
    expect((await stripe.creditNotes.create({ invoice: invoice.id, amount: 500 })).number).toBe(`${invoice.number}-CN-02`);
    control.payInvoice(invoice.id);
    const paid = await stripe.invoices.retrieve(invoice.id);
    expect(paid).toMatchObject({ status: "paid", amount_due: 8_000, amount_paid: 8_000, amount_remaining: 0 });
    const { data } = await stripe.invoicePayments.list({
      invoice: invoice.id,
      status: "paid",
      expand: ["data.payment.payment_intent.latest_charge"],
    });
    expect(data).toMatchObject([{ amount_paid: 8_000, amount_requested: 8_000 }]);
    expect(expanded(expanded(data[0]!.payment.payment_intent).latest_charge).amount).toBe(8_000);
    expect((await stripe.creditNotes.list({ invoice: invoice.id })).data.map((one) => one.amount)).toEqual([500, 1_500]);
    expect((await typesOf(invoice.id)).slice(0, 4)).toEqual([
      "credit_note.created",
      "invoice.updated",
      "credit_note.created",
      "invoice.updated",
    ]);
  });

  test("over all that is left pays the invoice; nothing is charged", async () => {
    const { invoice } = await givenInvoice();
    await stripe.creditNotes.create({ invoice: invoice.id, amount: 10_000 });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: "paid", amount_due: 0, amount_paid: 0 });
    const { data } = await stripe.invoicePayments.list({ invoice: invoice.id });
    expect(data.map((one) => one.status)).toEqual(["canceled"]);
    expect(() => control.payInvoice(invoice.id)).toThrow("cannot be paid");
  });

  test("after the payment says where the money goes, and never gives more than was paid", async () => {
    const { invoice } = await givenInvoice();
    control.payInvoice(invoice.id);
    const asked = { invoice: invoice.id, amount: 1_000 };
    expect((await refusal(stripe.creditNotes.create(asked))).param).toBe("out_of_band_amount");
    const note = await stripe.creditNotes.create({ ...asked, out_of_band_amount: 1_000 });
    expect(note).toMatchObject({ type: "post_payment", post_payment_amount: 1_000, out_of_band_amount: 1_000 });
    const more = { invoice: invoice.id, amount: 9_001, out_of_band_amount: 9_001 };
    expect((await refusal(stripe.creditNotes.create(more))).param).toBe("amount");
  });

  test("is refused for a draft, for nothing, for more than the invoice, and for an unknown one", async () => {
    const { card, invoice } = await givenInvoice();
    const draft = await stripe.invoices.create({ customer: card.customer });
    expect((await refusal(stripe.creditNotes.create({ invoice: draft.id, amount: 100 }))).param).toBe("invoice");
    expect((await refusal(stripe.creditNotes.create({ invoice: invoice.id, amount: 0 }))).param).toBe("amount");
    expect((await refusal(stripe.creditNotes.create({ invoice: invoice.id, amount: 10_001 }))).param).toBe("amount");
    expect((await refusal(stripe.creditNotes.create({ invoice: "in_1", amount: 1 }))).code).toBe("resource_missing");
    expect((await refusal(stripe.creditNotes.create({ invoice: invoice.id }))).param).toBe("amount");
  });
});

describe("an invoice paid in parts", () => {
  test("stays open until the parts add up; the rest is charged on its page", async () => {
    const { invoice, card } = await givenInvoice();
    const part = await charge(stripe, card, 4_000);
    await stripe.invoices.attachPayment(invoice.id, { payment_intent: part.id });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: "open",
      amount_due: 10_000,
      amount_paid: 4_000,
      amount_remaining: 6_000,
    });
    expect((await refusal(stripe.invoices.attachPayment(invoice.id, { payment_intent: part.id }))).param).toBe("payment_intent");
    control.payInvoice(invoice.id);
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: "paid",
      amount_paid: 10_000,
      amount_remaining: 0,
    });
    const { data } = await stripe.invoicePayments.list({ invoice: invoice.id, status: "paid" });
    expect(data.map((one) => [one.amount_paid, one.is_default])).toEqual([
      [4_000, false],
      [6_000, true],
    ]);
  });

  test("paid above what it asks for says so; what is left outside of Stripe too", async () => {
    const over = await givenInvoice();
    const much = await charge(stripe, over.card, 12_000);
    await stripe.invoices.attachPayment(over.invoice.id, { payment_intent: much.id });
    expect(await stripe.invoices.retrieve(over.invoice.id)).toMatchObject({ status: "paid", amount_overpaid: 2_000 });
    const { invoice, card } = await givenInvoice();
    const part = await charge(stripe, card, 4_000);
    await stripe.invoices.attachPayment(invoice.id, { payment_intent: part.id });
    const paid = await stripe.invoices.pay(invoice.id, { paid_out_of_band: true });
    expect(paid).toMatchObject({ status: "paid", amount_paid: 10_000, amount_paid_off_stripe: 6_000 });
  });
});

test("everything this file asked and got is as Stripe describes it, and the books add up", () => {
  expect(sandbox.judge.faults()).toEqual([]);
  expect(Object.values(sandbox.books()).every((sum) => sum === 0)).toBe(true);
});
