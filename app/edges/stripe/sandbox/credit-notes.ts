import type Stripe from "stripe";
import { existing, route } from "./call.ts";
import { emit } from "./events.ts";
import { reduceDue } from "./invoice-settlement.ts";
import { listing, pageOf } from "./listing.ts";
import { created, integer, metadata, need, oneOf, paging, shape, text } from "./parameters.ts";
import type { Row } from "./store.ts";
import { invalid } from "./stripe-fault.ts";
import type { InvoiceOwn, World } from "./world.ts";

const input = shape({
  invoice: need(text),
  // Line by line, or with a refund of Stripe's own making, is not played here.
  amount: need(integer),
  out_of_band_amount: integer,
  email_type: oneOf("credit_note", "none"),
  memo: text,
  metadata,
  reason: oneOf("duplicate", "fraudulent", "order_change", "product_unsatisfactory"),
});

/**
 * Credit notes (docs.stripe.com/api/credit_notes): first they reduce what an open invoice still asks for, not below zero; what is above that was
 * paid already and must be said to be given back, here only outside of Stripe. An invoice that asks for nothing more is paid.
 */
export const creditNoteRoutes = [
  route("POST", "/v1/credit_notes", input, ({ world, account, params }) => {
    const row = existing(world.invoices, account, params.invoice, "invoice", "invoice");
    const { object: invoice } = row;
    if (invoice.status !== "open" && invoice.status !== "paid" && invoice.status !== "uncollectible")
      throw invalid(`You can only issue credit notes for finalized invoices; this one is ${invoice.status}.`, {
        param: "invoice",
      });
    const { amount, out_of_band_amount: outside = 0 } = params;
    if (amount <= 0) throw invalid("A credit note's amount must be greater than 0.", { param: "amount" });
    const before = Math.min(amount, invoice.amount_remaining);
    const after = amount - before;
    if (after > invoice.amount_paid - invoice.post_payment_credit_notes_amount)
      throw invalid(`The amount of the credit note (${amount}) is more than what can still be credited of the invoice.`, {
        param: "amount",
      });
    if (outside !== after)
      throw invalid(`The sum of refunds, credits and amounts outside of Stripe must equal the post payment amount of ${after}.`, {
        param: "out_of_band_amount",
      });
    const note = newNote(world, row, { ...params, before, after });
    world.creditNotes.add(account, note.id, note, null);
    invoice.pre_payment_credit_notes_amount += before;
    invoice.post_payment_credit_notes_amount += after;
    world.invoices.save(row);
    emit(world, account, "credit_note.created", note);
    if (before > 0) reduceDue(world, row, before);
    return note;
  }),
  route("GET", "/v1/credit_notes", shape({ ...paging, created, customer: text, invoice: text }), ({ world, account, params }) =>
    listing(
      world.creditNotes,
      account,
      "/v1/credit_notes",
      params,
      ({ object }) =>
        (!params.created || params.created(object.created)) && (!params.customer || object.customer === params.customer),
      { invoice: params.invoice },
    ),
  ),
  route(
    "GET",
    "/v1/credit_notes/:id",
    shape({}),
    ({ world, account, path }) => existing(world.creditNotes, account, path[0]!, "credit_note").object,
  ),
  route("GET", "/v1/credit_notes/:id/lines", shape(paging), ({ world, account, path, params }) => {
    const { id, object } = existing(world.creditNotes, account, path[0]!, "credit_note");
    return pageOf(object.lines.data, `/v1/credit_notes/${id}/lines`, params);
  }),
];

type Asked = NonNullable<ReturnType<typeof input>> & { before: number; after: number };

function newNote(
  world: World,
  { object: invoice, own, id: invoiceId }: Row<Stripe.Invoice, InvoiceOwn>,
  asked: Asked,
): Stripe.CreditNote {
  const id = world.id("cn");
  const { amount, before, after } = asked;
  const numbered = world.creditNotes.where("invoice", invoiceId).length;
  const line = {
    id: world.id("cnli"),
    object: "credit_note_line_item",
    amount,
    description: null,
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: null,
    pretax_credit_amounts: [],
    quantity: 1,
    tax_rates: [],
    taxes: [],
    type: "custom_line_item",
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  };
  return {
    id,
    object: "credit_note",
    amount,
    amount_shipping: 0,
    created: world.now(),
    currency: invoice.currency,
    customer: invoice.customer,
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: world.now(),
    invoice: invoiceId,
    lines: { object: "list", data: [line], has_more: false, url: `/v1/credit_notes/${id}/lines` },
    livemode: false,
    memo: asked.memo ?? null,
    metadata: asked.metadata ?? {},
    number: `${invoice.number}-CN-${String(numbered + 1).padStart(2, "0")}`,
    out_of_band_amount: after > 0 ? after : null,
    // No PDF is drawn here: the page of the invoice stands for it.
    pdf: `${own.baseUrl}/i/${invoiceId}`,
    post_payment_amount: after,
    pre_payment_amount: before,
    pretax_credit_amounts: [],
    reason: asked.reason ?? null,
    refunds: [],
    shipping_cost: null,
    status: "issued",
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    total_taxes: [],
    type: after === 0 ? "pre_payment" : before === 0 ? "post_payment" : "mixed",
    voided_at: null,
  } as unknown as Stripe.CreditNote;
}
