import type Stripe from "stripe";
import { existing, route } from "./call.ts";
import { merged } from "./customers.ts";
import { emit } from "./events.ts";
import { refreshTotals } from "./invoice-object.ts";
import { listing } from "./listing.ts";
import { bool, created, currency, integer, metadata, need, paging, shape, text } from "./parameters.ts";
import { invalid } from "./stripe-fault.ts";
import type { World } from "./world.ts";

const period = shape({ start: need(integer), end: need(integer) });
const input = shape({
  amount: integer,
  currency,
  customer: text,
  description: text,
  discountable: bool,
  invoice: text,
  metadata,
  period,
  quantity: integer,
  unit_amount_decimal: text,
});
const updateInput = shape({ amount: integer, description: text, metadata, period });

export const invoiceItemRoutes = [
  route("POST", "/v1/invoiceitems", input, ({ world, account, params }) => {
    const invoice = params.invoice ? draft(world, account, params.invoice).object : null;
    const customer = params.customer ?? (invoice?.customer as string | undefined);
    if (!customer) throw invalid("Missing required param: customer.", { code: "parameter_missing", param: "customer" });
    existing(world.customers, account, customer, "customer", "customer");
    if (invoice && invoice.customer !== customer) throw invalid("The invoice belongs to another customer.", { param: "invoice" });
    const code = params.currency ?? invoice?.currency ?? "usd";
    if (invoice && invoice.currency !== code)
      throw invalid(`The currency of the invoice is ${invoice.currency}, not ${code}.`, { param: "currency" });
    const quantity = params.quantity ?? 1;
    const item = {
      id: world.id("ii"),
      object: "invoiceitem",
      amount: amountOf(params, quantity),
      currency: code,
      customer,
      customer_account: null,
      date: world.now(),
      description: params.description ?? null,
      discountable: params.discountable ?? true,
      discounts: [],
      invoice: invoice?.id ?? null,
      livemode: false,
      metadata: params.metadata ?? {},
      parent: null,
      period: params.period ?? { start: world.now(), end: world.now() },
      pricing: null,
      proration: false,
      quantity,
      quantity_decimal: String(quantity),
      tax_rates: [],
      test_clock: null,
    } as unknown as Stripe.InvoiceItem;
    world.invoiceItems.add(account, item.id, item, null);
    if (invoice) refreshTotals(world, invoice.id);
    emit(world, account, "invoiceitem.created", item);
    return item;
  }),
  route(
    "GET",
    "/v1/invoiceitems",
    shape({ ...paging, created, customer: text, invoice: text, pending: bool }),
    ({ world, account, params }) =>
      listing(
        world.invoiceItems,
        account,
        "/v1/invoiceitems",
        params,
        ({ object }) => {
          if (params.created && !params.created(object.date)) return false;
          if (params.customer && object.customer !== params.customer) return false;
          return params.pending === undefined || params.pending === (object.invoice === null);
        },
        { invoice: params.invoice, customer: params.customer },
      ),
  ),
  route(
    "GET",
    "/v1/invoiceitems/:id",
    shape({}),
    ({ world, account, path }) => existing(world.invoiceItems, account, path[0]!, "invoiceitem").object,
  ),
  route("POST", "/v1/invoiceitems/:id", updateInput, ({ world, account, path, params }) => {
    const row = existing(world.invoiceItems, account, path[0]!, "invoiceitem");
    const item = row.object;
    if (item.invoice) draft(world, account, item.invoice as string);
    if (params.amount !== undefined) item.amount = params.amount;
    if (params.description) item.description = params.description;
    if (params.period) item.period = params.period;
    item.metadata = merged(item.metadata ?? {}, params.metadata ?? {});
    world.invoiceItems.save(row);
    if (item.invoice) refreshTotals(world, item.invoice as string);
    return item;
  }),
  route("DELETE", "/v1/invoiceitems/:id", shape({}), ({ world, account, path }) => {
    const { id, object: item } = existing(world.invoiceItems, account, path[0]!, "invoiceitem");
    if (item.invoice) draft(world, account, item.invoice as string);
    world.invoiceItems.remove(id);
    if (item.invoice) refreshTotals(world, item.invoice as string);
    emit(world, account, "invoiceitem.deleted", item);
    return { id, object: "invoiceitem", deleted: true };
  }),
];

function draft(world: World, account: string, id: string) {
  const row = existing(world.invoices, account, id, "invoice", "invoice");
  if (row.object.status !== "draft")
    throw invalid(`This invoice is no longer editable: it is ${row.object.status}.`, {
      code: "invoice_not_editable",
      param: "invoice",
    });
  return row;
}

/** An amount, or a unit price in minor units with decimals times a quantity, rounded half up. */
function amountOf(params: NonNullable<ReturnType<typeof input>>, quantity: number): number {
  if (params.amount !== undefined && params.unit_amount_decimal === undefined) return params.amount;
  const unit = /^(-?)(\d{1,12})(?:\.(\d{1,12}))?$/.exec(params.unit_amount_decimal ?? "");
  if (!unit || params.amount !== undefined)
    throw invalid("Exactly one of amount and unit_amount_decimal is needed.", { code: "parameter_missing", param: "amount" });
  const scale = 10n ** BigInt(unit[3]?.length ?? 0);
  const total = BigInt(`${unit[2]}${unit[3] ?? ""}`) * BigInt(quantity);
  const rounded = Number((total * 2n + scale) / (scale * 2n));
  return unit[1] ? -rounded : rounded;
}
