import type Stripe from "stripe";
import { type Call, existing, route } from "./call.ts";
import { type Holder, newCardMethod } from "./checkout-sessions.ts";
import { merged } from "./customers.ts";
import { emit } from "./events.ts";
import { linesOf, newInvoice, refreshTotals } from "./invoice-object.ts";
import { cancelPayment, newPayment, payOff } from "./invoice-settlement.ts";
import { listing, pageOf } from "./listing.ts";
import { bool, clearable, created, currency, integer, list, metadata, need, oneOf, paging, shape, text } from "./parameters.ts";
import { methodOf, newIntent, payIntent, smallestCharge } from "./payment-intents.ts";
import type { Row } from "./store.ts";
import { invalid, missing, refused, StripeFault } from "./stripe-fault.ts";
import type { Card } from "./test-cards.ts";
import { type InvoiceOwn, settlementCurrencies, type World } from "./world.ts";

/** Stripe finalizes a draft with auto_advance an hour after it was made. */
const FINALIZES_AFTER_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

const fields = {
  auto_advance: bool,
  collection_method: oneOf("charge_automatically", "send_invoice"),
  custom_fields: clearable(list(shape({ name: need(text), value: need(text) }))),
  days_until_due: integer,
  default_payment_method: text,
  description: text,
  due_date: integer,
  effective_at: integer,
  footer: text,
  metadata,
  number: clearable(text),
  payment_settings: shape({ payment_method_types: clearable(list(oneOf("card"))) }),
  statement_descriptor: text,
};
const input = shape({
  ...fields,
  currency,
  customer: need(text),
  pending_invoice_items_behavior: oneOf("exclude", "include"),
});
const updateInput = shape(fields);
type Fields = NonNullable<ReturnType<typeof updateInput>>;
type InvoiceRow = Row<Stripe.Invoice, InvoiceOwn>;

export const invoiceRoutes = [
  route("POST", "/v1/invoices", input, (call) => {
    const { world, account, params } = call;
    const customer = existing(world.customers, account, params.customer, "customer", "customer").object;
    const code = params.currency ?? "usd";
    if (!settlementCurrencies.includes(code))
      throw invalid(`This sandbox settles in ${settlementCurrencies.join(", ")} only.`, { param: "currency" });
    const sent = params.collection_method === "send_invoice";
    if (sent && params.days_until_due === undefined && params.due_date === undefined)
      throw invalid("If invoices are sent, one of `due_date` or `days_until_due` must be specified.", {
        param: "days_until_due",
      });
    if (sent && !customer.email)
      throw invalid(
        "Missing email. In order to create invoices that are sent to the customer, the customer must have a valid email.",
        { param: "customer" },
      );
    const invoice = newInvoice(world, customer, code);
    const row = world.invoices.add(account, invoice.id, invoice, { baseUrl: call.baseUrl, daysUntilDue: null });
    apply(call, row, params);
    if (params.pending_invoice_items_behavior === "include") {
      for (const item of world.invoiceItems.where("customer", customer.id)) {
        if (item.object.invoice !== null || item.object.currency !== code) continue;
        item.object.invoice = invoice.id;
        world.invoiceItems.save(item);
      }
      refreshTotals(world, invoice.id);
    }
    emit(world, account, "invoice.created", invoice);
    return invoice;
  }),
  route(
    "GET",
    "/v1/invoices",
    shape({
      ...paging,
      created,
      due_date: created,
      customer: text,
      collection_method: fields.collection_method,
      status: oneOf("draft", "open", "paid", "uncollectible", "void"),
    }),
    ({ world, account, params }) =>
      listing(
        world.invoices,
        account,
        "/v1/invoices",
        params,
        ({ object }) => {
          if (params.created && !params.created(object.created)) return false;
          if (params.due_date && !(object.due_date !== null && params.due_date(object.due_date))) return false;
          return (
            (!params.status || object.status === params.status) &&
            (!params.collection_method || object.collection_method === params.collection_method)
          );
        },
        { customer: params.customer },
      ),
  ),
  route("GET", "/v1/invoices/:id", shape({}), (call) => invoiceOf(call).object),
  route("POST", "/v1/invoices/:id", updateInput, (call) => {
    const row = invoiceOf(call);
    const { status } = row.object;
    const edited = Object.entries(call.params).filter(([, value]) => value !== undefined);
    if (status !== "draft" && edited.some(([name]) => !["metadata", "auto_advance", "default_payment_method"].includes(name)))
      throw invalid(`This invoice is no longer editable: it is ${status}.`, { code: "invoice_not_editable" });
    apply(call, row, call.params);
    emit(call.world, call.account, "invoice.updated", row.object);
    return row.object;
  }),
  route("DELETE", "/v1/invoices/:id", shape({}), (call) => {
    const row = invoiceOf(call);
    expectStatus(row, ["draft"], "deleted");
    for (const item of call.world.invoiceItems.where("invoice", row.id)) call.world.invoiceItems.remove(item.id);
    call.world.invoices.remove(row.id);
    emit(call.world, call.account, "invoice.deleted", row.object);
    return { id: row.id, object: "invoice", deleted: true };
  }),
  route("GET", "/v1/invoices/:id/lines", shape(paging), (call) => {
    const { id } = invoiceOf(call);
    return pageOf(linesOf(call.world, id), `/v1/invoices/${id}/lines`, call.params);
  }),
  route("POST", "/v1/invoices/:id/finalize", shape({ auto_advance: bool }), (call) => {
    const row = invoiceOf(call);
    if (call.params.auto_advance !== undefined) row.object.auto_advance = call.params.auto_advance;
    finalize(call.world, row);
    return row.object;
  }),
  route("POST", "/v1/invoices/:id/send", shape({}), (call) => {
    const row = invoiceOf(call);
    if (row.object.collection_method !== "send_invoice")
      throw invalid("You can only manually send an invoice if its collection method is 'send_invoice'.");
    if (row.object.status === "draft") finalize(call.world, row);
    expectStatus(row, ["open", "paid"], "sent");
    emit(call.world, call.account, "invoice.sent", row.object);
    return row.object;
  }),
  route("POST", "/v1/invoices/:id/pay", shape({ paid_out_of_band: bool, payment_method: text, off_session: bool }), (call) => {
    const { world, account, params } = call;
    const row = invoiceOf(call);
    if (row.object.status === "draft") finalize(world, row);
    if (row.object.status === "paid") throw invalid("Invoice is already paid");
    expectStatus(row, ["open", "uncollectible"], "paid");
    if (params.paid_out_of_band) {
      cancelPayment(world, row.object);
      payOff(world, row, { offStripe: true });
      return row.object;
    }
    payWith(world, account, row, params.payment_method ?? defaultMethod(world, row.object));
    return row.object;
  }),
  route("POST", "/v1/invoices/:id/void", shape({}), (call) => {
    const row = invoiceOf(call);
    expectStatus(row, ["open", "uncollectible"], "voided");
    cancelPayment(call.world, row.object);
    move(call.world, row, "void", "voided_at");
    emit(call.world, call.account, "invoice.voided", row.object);
    return row.object;
  }),
  route("POST", "/v1/invoices/:id/mark_uncollectible", shape({}), (call) => {
    const row = invoiceOf(call);
    expectStatus(row, ["open"], "marked as uncollectible");
    move(call.world, row, "uncollectible", "marked_uncollectible_at");
    emit(call.world, call.account, "invoice.marked_uncollectible", row.object);
    return row.object;
  }),
];

function invoiceOf({ world, account, path }: Pick<Call<unknown>, "world" | "account" | "path">): InvoiceRow {
  return existing(world.invoices, account, path[0]!, "invoice");
}

function expectStatus({ object }: InvoiceRow, allowed: Stripe.Invoice.Status[], what: string) {
  if (object.status && allowed.includes(object.status)) return;
  throw invalid(`An invoice with a status of ${object.status} cannot be ${what}; it must be ${allowed.join(" or ")}.`, {
    code: "status_transition_invalid",
  });
}

function move(world: World, row: InvoiceRow, status: Stripe.Invoice.Status, at: keyof Stripe.Invoice.StatusTransitions) {
  row.object.status = status;
  row.object.auto_advance = false;
  row.object.status_transitions[at] = world.now();
  world.invoices.save(row);
}

function apply({ world, account }: Pick<Call<unknown>, "world" | "account">, row: InvoiceRow, params: Fields) {
  const { object: invoice, own } = row;
  if (params.default_payment_method) {
    existing(world.paymentMethods, account, params.default_payment_method, "payment_method", "default_payment_method");
    invoice.default_payment_method = params.default_payment_method;
  }
  if (params.number && world.invoices.where("number", params.number).some((other) => other.id !== row.id))
    throw invalid(`The invoice number ${params.number} is in use.`, { param: "number" });
  if (params.number !== undefined) invoice.number = params.number;
  if (params.custom_fields !== undefined) invoice.custom_fields = params.custom_fields as Stripe.Invoice.CustomField[] | null;
  if (params.description) invoice.description = params.description;
  if (params.footer) invoice.footer = params.footer;
  if (params.statement_descriptor) invoice.statement_descriptor = params.statement_descriptor;
  if (params.effective_at) invoice.effective_at = params.effective_at;
  if (params.metadata) invoice.metadata = merged(invoice.metadata ?? {}, params.metadata);
  if (params.collection_method) invoice.collection_method = params.collection_method;
  if (params.payment_settings?.payment_method_types !== undefined)
    invoice.payment_settings.payment_method_types = params.payment_settings.payment_method_types as ["card"] | null;
  if (params.days_until_due !== undefined) {
    own.daysUntilDue = params.days_until_due;
    invoice.due_date = invoice.created + params.days_until_due * DAY_SECONDS;
  }
  if (params.due_date !== undefined) {
    own.daysUntilDue = null;
    invoice.due_date = params.due_date;
  }
  if (params.auto_advance !== undefined) {
    invoice.auto_advance = params.auto_advance;
    if (invoice.status === "draft") {
      invoice.automatically_finalizes_at = params.auto_advance ? world.now() + FINALIZES_AFTER_SECONDS : null;
      if (params.auto_advance) world.clock.plan("invoice-finalize", row.id, invoice.automatically_finalizes_at! * 1000);
    }
  }
  world.invoices.save(row);
}

/** A draft becomes a bill: it gets its number and its payment, and can no longer be edited. */
function finalize(world: World, row: InvoiceRow) {
  const { object: invoice, own, account } = row;
  if (invoice.status !== "draft")
    throw invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.", {
      code: "invoice_not_editable",
    });
  const { total } = invoice;
  if (total < 0 || (total > 0 && total < smallestCharge(invoice.currency)))
    throw refused("amount_too_small", `This sandbox makes no invoices over ${total} ${invoice.currency}.`);
  const now = world.now();
  const customer = world.customers.find(invoice.customer as string)!.object;
  const numbered = world.invoices.where("customer", customer.id).filter((one) => one.object.number !== null).length;
  if (own.daysUntilDue !== null) invoice.due_date = now + own.daysUntilDue * DAY_SECONDS;
  Object.assign(invoice, {
    status: "open",
    automatically_finalizes_at: null,
    effective_at: invoice.effective_at ?? now,
    ending_balance: 0,
    hosted_invoice_url: `${own.baseUrl}/i/${row.id}`,
    number: invoice.number ?? `${customer.invoice_prefix}-${String(numbered + 1).padStart(4, "0")}`,
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
  } satisfies Partial<Stripe.Invoice>);
  if (total > 0) awaitPayment(world, row);
  world.invoices.save(row);
  emit(world, account, "invoice.finalized", invoice);
  if (total === 0) return payOff(world, row, { offStripe: false });
  if (invoice.due_date !== null && invoice.collection_method === "send_invoice")
    world.clock.plan("invoice-overdue", row.id, Math.max(invoice.due_date, now) * 1000);
}

function awaitPayment(world: World, row: InvoiceRow) {
  const { object: invoice, id, account } = row;
  const intent = newIntent(world, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: invoice.customer as string,
    description: invoice.description ?? `Invoice ${invoice.number}`,
  });
  world.paymentIntents.add(account, intent.id, intent, { returnUrl: null, invoice: id });
  newPayment(world, row, intent, true);
  emit(world, account, "payment_intent.created", intent);
}

function defaultMethod(world: World, invoice: Stripe.Invoice): string {
  const customer = world.customers.find(invoice.customer as string)!.object;
  const id = invoice.default_payment_method ?? customer.invoice_settings.default_payment_method;
  if (!id)
    throw invalid(
      "There is no `default_payment_method` set on this Customer or Invoice. Please set one, or pass payment_method.",
    );
  return id as string;
}

/** @throws StripeFault the card's decline */
function payWith(world: World, account: string, row: InvoiceRow, methodId: string, holder?: { authenticated: boolean }) {
  const payment = world.invoicePayments
    .where("invoice", row.id)
    .find((one) => one.object.status === "open" && one.object.is_default)!;
  const intent = world.paymentIntents.find(payment.object.payment.payment_intent as string)!.object;
  if (!holder) methodOf(world, account, intent, methodId);
  payIntent(world, account, intent, methodId, holder?.authenticated ?? false);
}

/** A person pays on the invoice's hosted page. @returns "challenge" when the card asks for its holder first @throws StripeFault the decline */
export function payHosted(world: World, id: string, card: Card, holder: Holder, authenticated: boolean): "challenge" | "paid" {
  const row = world.invoices.find(id);
  if (!row) throw missing("invoice", id, "invoice");
  expectStatus(row, ["open", "uncollectible"], "paid");
  if (card.authentication !== "never" && !authenticated) return "challenge";
  const method = newCardMethod(world, card, null, holder);
  world.paymentMethods.add(row.account, method.id, method, { card, authenticated });
  payWith(world, row.account, row, method.id, { authenticated });
  return "paid";
}

/** The hour of a draft with auto_advance is over: it is finalized, and sent or charged. */
export function finalizeDraft(world: World, id: string) {
  const row = world.invoices.find(id);
  if (row?.object.status !== "draft" || !row.object.auto_advance || row.object.automatically_finalizes_at !== world.now()) return;
  try {
    finalize(world, row);
    if (row.object.status !== "open") return;
    if (row.object.collection_method === "send_invoice") emit(world, row.account, "invoice.sent", row.object);
    else payWith(world, row.account, row, defaultMethod(world, row.object));
  } catch (fault) {
    if (!(fault instanceof StripeFault)) throw fault;
  }
}

/** The due date came and it was not paid. */
export function invoiceOverdue(world: World, id: string) {
  const row = world.invoices.find(id);
  if (row?.object.status === "open") emit(world, row.account, "invoice.overdue", row.object);
}
