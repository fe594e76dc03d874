import Stripe from "stripe";
import { afterAll, describe, expect, test } from "vitest";
import { expanded, type GivenSandbox, givenCard, givenSandbox, keepAll, refusal } from "./stripe-sandbox.ts";

const sandbox = await givenSandbox();
const { stripe, control } = sandbox;
afterAll(() => sandbox.done());
await keepAll(stripe);

async function givenCustomer({ stripe: api }: Pick<GivenSandbox, "stripe"> = sandbox) {
  return (await api.customers.create({ name: "Acme", email: "finance@acme.example" })).id;
}

/** An open invoice of 30 days over 275.00 for work and 27.50 of fee. */
async function givenInvoice(of: GivenSandbox = sandbox, customer?: string) {
  const draft = await of.stripe.invoices.create({
    customer: customer ?? (await givenCustomer(of)),
    collection_method: "send_invoice",
    days_until_due: 30,
    auto_advance: true,
    currency: "usd",
    pending_invoice_items_behavior: "exclude",
    metadata: { billId: "b1" },
  });
  const add = (amount: number, description: string) =>
    of.stripe.invoiceItems.create({
      customer: draft.customer as string,
      invoice: draft.id,
      amount,
      currency: "usd",
      description,
    });
  await add(27_500, "Ana Silva, week 46");
  await add(2_750, "Deskhand fee");
  await of.stripe.invoices.finalizeInvoice(draft.id);
  return of.stripe.invoices.sendInvoice(draft.id);
}
const told = async (id: string, { stripe: api }: Pick<GivenSandbox, "stripe"> = sandbox) =>
  (await api.events.list({ types: ["invoice.*", "invoice_payment.*"], limit: 100 })).data
    .filter((event) => {
      const object = event.data.object as { id: string; invoice?: string };
      return object.id === id || object.invoice === id;
    })
    .map((event) => event.type)
    .reverse();

describe("an invoice with net terms", () => {
  test("is drawn up, finalized and sent", async () => {
    const invoice = await givenInvoice();
    expect(invoice).toMatchObject({
      status: "open",
      amount_due: 30_250,
      amount_remaining: 30_250,
      amount_paid: 0,
      total: 30_250,
      number: expect.stringMatching(/^[0-9A-Z]{8}-0001$/),
      hosted_invoice_url: `${sandbox.judge.url}/i/${invoice.id}`,
      customer_email: "finance@acme.example",
      metadata: { billId: "b1" },
    });
    expect(invoice.due_date).toBe(invoice.status_transitions.finalized_at! + 30 * 86_400);
    expect(invoice).not.toHaveProperty("charge");
    expect(invoice).not.toHaveProperty("payment_intent");
    const lines = await stripe.invoices.listLineItems(invoice.id, { limit: 1 });
    expect(lines).toMatchObject({ has_more: true, data: [{ amount: 27_500, description: "Ana Silva, week 46" }] });
    const rest = await stripe.invoices.listLineItems(invoice.id, { starting_after: lines.data[0]!.id });
    expect(rest).toMatchObject({ has_more: false, data: [{ amount: 2_750 }] });
    expect(await told(invoice.id)).toEqual(["invoice.created", "invoice.finalized", "invoice.sent"]);
    const payments = await stripe.invoicePayments.list({ invoice: invoice.id });
    expect(payments.data).toMatchObject([{ status: "open", amount_requested: 30_250, amount_paid: null, is_default: true }]);
  });

  test("is paid on its page: a charge stands behind it, found through the invoice's payments", async () => {
    const open = await givenInvoice();
    control.payInvoice(open.id);
    expect(await stripe.invoices.retrieve(open.id)).toMatchObject({
      status: "paid",
      amount_paid: 30_250,
      amount_remaining: 0,
      amount_paid_off_stripe: 0,
      attempted: true,
      attempt_count: 1,
    });
    const { data } = await stripe.invoicePayments.list({
      invoice: open.id,
      status: "paid",
      expand: ["data.payment.payment_intent.latest_charge.balance_transaction"],
    });
    expect(data).toHaveLength(1);
    const intent = expanded(data[0]!.payment.payment_intent);
    expect(intent).toMatchObject({ status: "succeeded", amount_received: 30_250, customer: open.customer });
    // 2.9% of 302.50 is 8.7725, rounded to 8.77, and 0.30.
    expect(expanded(expanded(intent.latest_charge).balance_transaction)).toMatchObject({
      amount: 30_250,
      fee: 907,
      net: 29_343,
      type: "charge",
    });
    expect(await stripe.invoicePayments.retrieve(data[0]!.id)).toMatchObject({ amount_paid: 30_250, invoice: open.id });
    const byIntent = await stripe.invoicePayments.list({ payment: { type: "payment_intent", payment_intent: intent.id } });
    expect(byIntent.data.map((one) => one.id)).toEqual([data[0]!.id]);
    expect(await told(open.id)).toEqual([
      "invoice.created",
      "invoice.finalized",
      "invoice.sent",
      "invoice_payment.paid",
      "invoice.paid",
      "invoice.payment_succeeded",
    ]);
    expect(() => control.payInvoice(open.id)).toThrow("cannot be paid");
    expect((await refusal(stripe.invoices.pay(open.id))).message).toBe("Invoice is already paid");
  });

  test("stays open when the card is declined, and is paid with another", async () => {
    const open = await givenInvoice();
    expect(() => control.payInvoice(open.id, "4000000000009995")).toThrow("insufficient funds");
    expect(await stripe.invoices.retrieve(open.id)).toMatchObject({ status: "open", attempt_count: 1 });
    const card = await givenCard(sandbox);
    await stripe.paymentMethods.attach(card.paymentMethod, { customer: open.customer as string });
    expect((await refusal(stripe.invoices.pay(open.id))).message).toContain("default_payment_method");
    await stripe.customers.update(open.customer as string, {
      invoice_settings: { default_payment_method: card.paymentMethod },
    });
    expect(await stripe.invoices.pay(open.id)).toMatchObject({ status: "paid", attempt_count: 2 });
    expect((await told(open.id)).slice(3)).toEqual([
      "invoice.payment_failed",
      "invoice_payment.paid",
      "invoice.paid",
      "invoice.payment_succeeded",
    ]);
  });

  test("asks for the holder when a saved card does", async () => {
    const card = await givenCard(sandbox, "4000002760003184");
    const open = await givenInvoice(sandbox, card.customer);
    const error = await refusal(stripe.invoices.pay(open.id, { payment_method: card.paymentMethod }));
    expect(error).toMatchObject({ type: "StripeCardError", code: "authentication_required" });
    expect((await told(open.id)).slice(3)).toEqual(["invoice.payment_action_required", "invoice.payment_failed"]);
    control.payInvoice(open.id, "4000002760003184");
    expect((await stripe.invoices.retrieve(open.id)).status).toBe("paid");
  });

  test("is overdue when its day has come, can be given up, and still be paid by bank transfer", async () => {
    const own = await givenSandbox();
    const open = await givenInvoice(own);
    const settled = await givenInvoice(own);
    own.control.payInvoice(settled.id);
    const due = new Date(Math.max(open.due_date!, settled.due_date!) * 1000);
    own.control.setClock(new Date(due.getTime() - 10_000));
    expect(await told(open.id, own)).not.toContain("invoice.overdue");
    own.control.setClock(due);
    expect(await told(open.id, own)).toContain("invoice.overdue");
    expect(await told(settled.id, own)).not.toContain("invoice.overdue");
    expect((await own.stripe.invoices.markUncollectible(open.id)).status).toBe("uncollectible");
    const paid = await own.stripe.invoices.pay(open.id, { paid_out_of_band: true });
    expect(paid).toMatchObject({ status: "paid", amount_paid: 30_250, amount_paid_off_stripe: 30_250, amount_remaining: 0 });
    expect((await told(open.id, own)).slice(3)).toEqual(["invoice.overdue", "invoice.marked_uncollectible", "invoice.paid"]);
    const payments = await own.stripe.invoicePayments.list({ invoice: open.id, expand: ["data.payment.payment_intent"] });
    expect(payments.data).toMatchObject([{ status: "canceled", payment: { payment_intent: { status: "canceled" } } }]);
    expect(own.judge.faults()).toEqual([]);
    await own.done();
  });

  test("can be voided, and is not paid after that", async () => {
    const open = await givenInvoice();
    expect((await stripe.invoices.voidInvoice(open.id)).status).toBe("void");
    expect(() => control.payInvoice(open.id)).toThrow("void");
    expect((await refusal(stripe.invoices.pay(open.id, { paid_out_of_band: true }))).message).toContain("void");
    expect((await refusal(stripe.invoices.markUncollectible(open.id))).message).toContain("void");
    expect((await told(open.id)).at(-1)).toBe("invoice.voided");
  });

  test("cannot be edited once it is finalized", async () => {
    const open = await givenInvoice();
    const customer = open.customer as string;
    const item = { customer, invoice: open.id, amount: 100, currency: "usd" };
    expect((await refusal(stripe.invoiceItems.create(item))).code).toBe("invoice_not_editable");
    const { data } = await stripe.invoiceItems.list({ invoice: open.id });
    expect(data.map((one) => one.amount)).toEqual([2_750, 27_500]);
    expect((await refusal(stripe.invoiceItems.update(data[0]!.id, { amount: 1 }))).code).toBe("invoice_not_editable");
    expect((await refusal(stripe.invoiceItems.del(data[0]!.id))).code).toBe("invoice_not_editable");
    expect((await refusal(stripe.invoices.update(open.id, { description: "x" }))).code).toBe("invoice_not_editable");
    expect((await refusal(stripe.invoices.finalizeInvoice(open.id))).code).toBe("invoice_not_editable");
    expect((await refusal(stripe.invoices.del(open.id))).message).toContain("draft");
    expect((await stripe.invoices.update(open.id, { metadata: { seen: "1" } })).metadata).toEqual({ billId: "b1", seen: "1" });
    const second = await givenInvoice(sandbox, customer);
    expect(second.number).toBe(open.number!.replace("0001", "0002"));
  });
});

describe("a draft", () => {
  test("is put right, or deleted", async () => {
    const customer = await givenCustomer();
    const draft = await stripe.invoices.create({
      customer,
      currency: "eur",
      collection_method: "send_invoice",
      due_date: 1_800_000_000,
    });
    const item = await stripe.invoiceItems.create({
      customer,
      invoice: draft.id,
      unit_amount_decimal: Stripe.Decimal.from("12.345"),
      quantity: 100,
      currency: "eur",
    });
    expect(item).toMatchObject({ amount: 1_235, quantity: 100 });
    await stripe.invoiceItems.update(item.id, { amount: 4_000, description: "Hours" });
    await stripe.invoices.update(draft.id, {
      description: "November",
      footer: "Thank you",
      number: "DH-7",
      custom_fields: [{ name: "PO", value: "42" }],
    });
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({
      amount_due: 4_000,
      description: "November",
      number: "DH-7",
      due_date: 1_800_000_000,
      custom_fields: [{ name: "PO", value: "42" }],
    });
    const same = await stripe.invoices.create({ customer });
    expect((await refusal(stripe.invoices.update(same.id, { number: "DH-7" }))).param).toBe("number");
    expect(await stripe.invoiceItems.del(item.id)).toMatchObject({ deleted: true });
    expect((await stripe.invoices.retrieve(draft.id)).total).toBe(0);
    expect(await stripe.invoices.del(draft.id)).toMatchObject({ deleted: true });
    expect((await refusal(stripe.invoices.retrieve(draft.id))).code).toBe("resource_missing");
  });

  test("with auto_advance is finalized and sent after an hour; the same drafts are charged when they are not to be sent", async () => {
    const own = await givenSandbox();
    const card = await givenCard(own, "4000000000000077");
    await own.stripe.customers.update(card.customer, { invoice_settings: { default_payment_method: card.paymentMethod } });
    const waiting = await own.stripe.invoiceItems.create({ customer: card.customer, amount: 5_000, currency: "usd" });
    const sent = await own.stripe.invoices.create({
      customer: card.customer,
      collection_method: "send_invoice",
      days_until_due: 14,
      auto_advance: true,
      pending_invoice_items_behavior: "include",
    });
    expect(sent.amount_due).toBe(5_000);
    expect((await own.stripe.invoiceItems.retrieve(waiting.id)).invoice).toBe(sent.id);
    const charged = await own.stripe.invoices.create({ customer: card.customer, auto_advance: true });
    await own.stripe.invoiceItems.create({ customer: card.customer, invoice: charged.id, amount: 6_000, currency: "usd" });
    own.control.setClock("2026-11-16T13:00:30Z");
    expect((await own.stripe.invoices.retrieve(sent.id)).status).toBe("open");
    expect((await told(sent.id, own)).at(-1)).toBe("invoice.sent");
    expect((await own.stripe.invoices.retrieve(charged.id)).status).toBe("paid");
    const paid = await own.stripe.invoices.list({ customer: card.customer, status: "paid" });
    expect(paid.data.map((one) => one.id)).toEqual([charged.id]);
    expect(own.judge.faults()).toEqual([]);
    await own.done();
  });

  test.for([
    { given: { collection_method: "send_invoice" as const }, words: "days_until_due" },
    { given: { currency: "brl" }, words: "settles" },
  ])("is refused: $given", async ({ given, words }) => {
    expect((await refusal(stripe.invoices.create({ customer: await givenCustomer(), ...given }))).message).toContain(words);
  });

  test("to be sent needs an address, the right currency and the right customer", async () => {
    const nameless = await stripe.customers.create({});
    const sent = { collection_method: "send_invoice" as const, days_until_due: 7 };
    expect((await refusal(stripe.invoices.create({ customer: nameless.id, ...sent }))).message).toContain("email");
    const [one, other] = [await givenCustomer(), await givenCustomer()];
    const draft = await stripe.invoices.create({ customer: one, ...sent });
    const item = { invoice: draft.id, amount: 100 };
    expect((await refusal(stripe.invoiceItems.create({ ...item, customer: one, currency: "eur" }))).param).toBe("currency");
    expect((await refusal(stripe.invoiceItems.create({ ...item, customer: other, currency: "usd" }))).param).toBe("invoice");
    await stripe.invoiceItems.create({ ...item, amount: 10, customer: one, currency: "usd" });
    expect((await refusal(stripe.invoices.finalizeInvoice(draft.id))).code).toBe("amount_too_small");
  });

  test("over nothing is paid when it is finalized", async () => {
    const draft = await stripe.invoices.create({ customer: await givenCustomer() });
    expect(await stripe.invoices.finalizeInvoice(draft.id)).toMatchObject({ status: "paid", amount_due: 0, attempted: false });
  });
});

describe("the invoice's page", () => {
  const typed = { number: "4242 4242 4242 4242", expiry: "12 / 34", cvc: "123", name: "Ana Silva" };
  const send = (url: string, fields: Record<string, string>) =>
    fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });

  test("shows what is owed and takes a card", async () => {
    const invoice = await givenInvoice();
    const url = invoice.hosted_invoice_url!;
    const page = await (await fetch(url)).text();
    for (const words of ["$302.50", invoice.number!, "Ana Silva, week 46", "Deskhand fee", "Due 2026-12-16", "Test cards"])
      expect(page).toContain(words);
    const wrong = await send(url, { ...typed, number: "1" });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('role="alert"')]);
    const declined = await send(url, { ...typed, number: "4000000000000002" });
    expect([declined.status, await declined.text()]).toEqual([402, expect.stringContaining("declined")]);
    const asked = await send(url, { ...typed, number: "4000002760003184" });
    expect(await asked.text()).toContain("confirm a payment of $302.50");
    const refused = await send(url, { ...typed, number: "4000002760003184", challenge: "fail" });
    expect(refused.status).toBe(402);
    const paid = await send(url, { ...typed, number: "4000002760003184", challenge: "pass" });
    expect(paid.status).toBe(303);
    expect(await (await fetch(url)).text()).toContain("is paid");
    expect((await stripe.invoices.retrieve(invoice.id)).status).toBe("paid");
  });

  test("is there for finalized invoices only", async () => {
    const draft = await stripe.invoices.create({ customer: await givenCustomer() });
    expect((await fetch(`${sandbox.url}/i/${draft.id}`)).status).toBe(404);
    const open = await givenInvoice();
    await stripe.invoices.voidInvoice(open.id);
    expect((await fetch(open.hosted_invoice_url!)).status).toBe(410);
  });
});

test("everything this file asked and got is as Stripe describes it, and the books add up", () => {
  expect(sandbox.judge.faults()).toEqual([]);
  expect(Object.values(sandbox.books()).every((sum) => sum === 0)).toBe(true);
});
