import type Stripe from "stripe";
import type { World } from "./world.ts";

/** Lines shown within an invoice; all of them are under /v1/invoices/:id/lines. */
const LINES_SHOWN = 10;

/** The fields of a new draft that do not depend on what was asked. */
export function newInvoice(world: World, customer: Stripe.Customer, currency: string): Stripe.Invoice {
  const id = world.id("in");
  const now = world.now();
  return {
    id,
    object: "invoice",
    account_country: "US",
    account_name: "Deskhand",
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_paid_off_stripe: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: "manual",
    collection_method: "charge_automatically",
    created: now,
    currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: customer.tax_exempt ?? "none",
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: customer.invoice_settings.footer,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: "self" },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: "list", data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: now,
    period_start: now,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: "draft",
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: now,
  } as unknown as Stripe.Invoice;
}

/** The lines of an invoice in the order in which they were added. */
export function linesOf(world: World, invoice: string): Stripe.InvoiceLineItem[] {
  return world.invoiceItems.where("invoice", invoice).map(({ object: item }) => {
    const line = {
      id: `il_${item.id.slice(3)}`,
      object: "line_item",
      amount: item.amount,
      currency: item.currency,
      description: item.description,
      discount_amounts: [],
      discountable: item.discountable,
      discounts: [],
      invoice,
      livemode: false,
      metadata: item.metadata ?? {},
      parent: {
        invoice_item_details: { invoice_item: item.id, proration: false, proration_details: null, subscription: null },
        subscription_item_details: null,
        type: "invoice_item_details",
      },
      period: item.period,
      pretax_credit_amounts: [],
      pricing: null,
      quantity: item.quantity,
      quantity_decimal: item.quantity_decimal,
      subscription: null,
      subtotal: item.amount,
      taxes: [],
    };
    return line as unknown as Stripe.InvoiceLineItem;
  });
}

/** Adds up the lines of a draft again. */
export function refreshTotals(world: World, id: string) {
  const row = world.invoices.find(id)!;
  const lines = linesOf(world, id);
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  Object.assign(row.object, {
    amount_due: Math.max(0, total),
    amount_remaining: Math.max(0, total),
    lines: { ...row.object.lines, data: lines.slice(0, LINES_SHOWN), has_more: lines.length > LINES_SHOWN },
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
  } satisfies Partial<Stripe.Invoice>);
  world.invoices.save(row);
}
