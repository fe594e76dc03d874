import type Stripe from "stripe";
import { type Call, existing, route } from "./call.ts";
import { emit } from "./events.ts";
import { listing } from "./listing.ts";
import { clearable, list, metadata, need, oneOf, paging, shape, text } from "./parameters.ts";
import { missing } from "./stripe-fault.ts";
import type { World } from "./world.ts";

const address = shape({ city: text, country: text, line1: text, line2: text, postal_code: text, state: text });
const fields = {
  address: clearable(address),
  description: clearable(text),
  email: clearable(text),
  name: clearable(text),
  phone: clearable(text),
  business_name: clearable(text),
  individual_name: clearable(text),
  preferred_locales: list(text),
  metadata,
  invoice_settings: shape({ default_payment_method: clearable(text), footer: clearable(text) }),
  tax_exempt: clearable(oneOf("exempt", "none", "reverse")),
};
const input = shape(fields);
type Input = NonNullable<ReturnType<typeof input>>;

const emptyAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

function apply({ world, account }: Pick<Call<unknown>, "world" | "account">, customer: Stripe.Customer, params: Input) {
  if (params.address !== undefined) customer.address = params.address && { ...emptyAddress, ...defined(params.address) };
  if (params.description !== undefined) customer.description = params.description;
  if (params.email !== undefined) customer.email = params.email;
  if (params.name !== undefined) customer.name = params.name;
  if (params.phone !== undefined) customer.phone = params.phone;
  if (params.business_name) customer.business_name = params.business_name;
  if (params.individual_name) customer.individual_name = params.individual_name;
  if (params.preferred_locales !== undefined) customer.preferred_locales = params.preferred_locales as string[];
  if (params.tax_exempt !== undefined) customer.tax_exempt = params.tax_exempt;
  if (params.metadata !== undefined) customer.metadata = merged(customer.metadata, params.metadata);
  const { invoice_settings: settings } = params;
  if (settings?.footer !== undefined) customer.invoice_settings.footer = settings.footer;
  if (settings?.default_payment_method !== undefined) {
    const id = settings.default_payment_method;
    if (id !== null && world.paymentMethods.find(id, account)?.object.customer !== customer.id) {
      throw missing("payment_method", id, "invoice_settings[default_payment_method]");
    }
    customer.invoice_settings.default_payment_method = id;
  }
}

/** Metadata merges: a new value replaces, an empty one removes its key. */
export function merged(old: Record<string, string>, given: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...old, ...given }).filter(([, value]) => value !== ""));
}

export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never;
}

export function createCustomer(world: World): Stripe.Customer {
  return {
    id: world.id("cus"),
    object: "customer",
    address: null,
    balance: 0,
    created: world.now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: world.id("inv").slice(4, 12).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  };
}

export const customerRoutes = [
  route("POST", "/v1/customers", input, (call) => {
    const customer = createCustomer(call.world);
    apply(call, customer, call.params);
    call.world.customers.add(call.account, customer.id, customer, null);
    emit(call.world, call.account, "customer.created", customer);
    return customer;
  }),
  route("GET", "/v1/customers", shape({ ...paging, email: text }), ({ world, account, params }) =>
    listing(world.customers, account, "/v1/customers", params, (row) => !params.email || row.object.email === params.email),
  ),
  route(
    "GET",
    "/v1/customers/:id",
    shape({}),
    ({ world, account, path }) => existing(world.customers, account, path[0]!, "customer").object,
  ),
  route("POST", "/v1/customers/:id", input, (call) => {
    const row = existing(call.world.customers, call.account, call.path[0]!, "customer");
    apply(call, row.object, call.params);
    call.world.customers.save(row);
    emit(call.world, call.account, "customer.updated", row.object);
    return row.object;
  }),
  route(
    "GET",
    "/v1/customers/:id/payment_methods",
    shape({ ...paging, type: oneOf("card") }),
    ({ world, account, path, params }) => {
      const { id } = existing(world.customers, account, path[0]!, "customer");
      return listing(world.paymentMethods, account, `/v1/customers/${id}/payment_methods`, params, () => true, { customer: id });
    },
  ),
  route("GET", "/v1/payment_methods", shape({ ...paging, customer: text, type: oneOf("card") }), ({ world, account, params }) =>
    listing(world.paymentMethods, account, "/v1/payment_methods", params, (row) => row.object.customer !== null, {
      customer: params.customer,
    }),
  ),
  route(
    "GET",
    "/v1/payment_methods/:id",
    shape({}),
    ({ world, account, path }) => existing(world.paymentMethods, account, path[0]!, "payment_method").object,
  ),
  route("POST", "/v1/payment_methods/:id/attach", shape({ customer: need(text) }), ({ world, account, path, params }) => {
    const row = existing(world.paymentMethods, account, path[0]!, "payment_method");
    row.object.customer = existing(world.customers, account, params.customer, "customer", "customer").id;
    world.paymentMethods.save(row);
    emit(world, account, "payment_method.attached", row.object);
    return row.object;
  }),
  route("POST", "/v1/payment_methods/:id/detach", shape({}), ({ world, account, path }) => {
    const row = existing(world.paymentMethods, account, path[0]!, "payment_method");
    const holder = row.object.customer ? world.customers.find(row.object.customer as string) : undefined;
    if (holder?.object.invoice_settings.default_payment_method === row.id) {
      holder.object.invoice_settings.default_payment_method = null;
      world.customers.save(holder);
    }
    row.object.customer = null;
    world.paymentMethods.save(row);
    emit(world, account, "payment_method.detached", row.object, { customer: holder?.id ?? null });
    return row.object;
  }),
];
