import type Stripe from "stripe";
import { existing, route } from "./call.ts";
import { emit } from "./events.ts";
import { listing } from "./listing.ts";
import { currency, integer, list, metadata, need, oneOf, paging, shape, text, url } from "./parameters.ts";
import { invalid, missing, refused, StripeFault } from "./stripe-fault.ts";
import { type Card, declines } from "./test-cards.ts";
import type { World } from "./world.ts";

/** Stripe keeps a session open for 24 hours unless told otherwise (docs.stripe.com/api/checkout/sessions/object). */
const OPEN_SECONDS = 24 * 3600;

const input = shape({
  mode: need(oneOf("setup")),
  currency,
  customer: text,
  customer_email: text,
  success_url: need(url),
  cancel_url: url,
  client_reference_id: text,
  expires_at: integer,
  locale: text,
  metadata,
  allowed_payment_method_types: list(oneOf("card")),
  setup_intent_data: shape({ description: text, metadata }),
  ui_mode: oneOf("hosted_page"),
});

export function newSetupIntent(
  world: World,
  customer: string | null,
  given: { description?: string; metadata?: Record<string, string> },
): Stripe.SetupIntent {
  const id = world.id("seti");
  return {
    id,
    object: "setup_intent",
    allowed_payment_method_types: ["card"],
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${world.id("s").slice(2)}`,
    created: world.now(),
    customer,
    customer_account: null,
    description: given.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: given.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: { card: { mandate_options: null, network: null, request_three_d_secure: "automatic" } },
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: "requires_payment_method",
    usage: "off_session",
  } as Stripe.SetupIntent;
}

export const checkoutRoutes = [
  route("POST", "/v1/checkout/sessions", input, ({ world, account, params, baseUrl }) => {
    if (params.customer) existing(world.customers, account, params.customer, "customer", "customer");
    if (params.customer && params.customer_email) {
      throw invalid("You may only specify one of these parameters: customer, customer_email.", {
        code: "parameters_exclusive",
        param: "customer_email",
      });
    }
    const intent = newSetupIntent(world, params.customer ?? null, params.setup_intent_data ?? {});
    world.setupIntents.add(account, intent.id, intent, null);
    emit(world, account, "setup_intent.created", intent);
    const id = world.id("cs_test");
    const now = world.now();
    const session = {
      id,
      object: "checkout.session",
      adaptive_pricing: null,
      after_expiration: null,
      allow_promotion_codes: null,
      allowed_payment_method_types: params.allowed_payment_method_types ?? null,
      amount_subtotal: null,
      amount_total: null,
      automatic_tax: { enabled: false, liability: null, provider: null, status: null },
      billing_address_collection: null,
      cancel_url: params.cancel_url ?? null,
      client_reference_id: params.client_reference_id ?? null,
      client_secret: null,
      collected_information: null,
      consent: null,
      consent_collection: null,
      created: now,
      currency: params.currency ?? null,
      currency_conversion: null,
      custom_fields: [],
      custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
      customer: params.customer ?? null,
      customer_account: null,
      customer_creation: null,
      customer_details: null,
      customer_email: params.customer_email ?? null,
      discounts: null,
      expires_at: params.expires_at ?? now + OPEN_SECONDS,
      integration_identifier: null,
      invoice: null,
      invoice_creation: null,
      livemode: false,
      locale: (params.locale as Stripe.Checkout.Session.Locale) ?? null,
      managed_payments: null,
      metadata: params.metadata ?? {},
      mode: "setup",
      origin_context: null,
      payment_intent: null,
      payment_link: null,
      payment_method_collection: "always",
      payment_method_configuration_details: null,
      payment_method_options: { card: { request_three_d_secure: "automatic" } },
      payment_method_types: ["card"],
      payment_status: "no_payment_required",
      permissions: null,
      recovered_from: null,
      saved_payment_method_options: null,
      setup_intent: intent.id,
      shipping_address_collection: null,
      shipping_cost: null,
      shipping_options: [],
      status: "open",
      submit_type: null,
      subscription: null,
      success_url: params.success_url,
      total_details: null,
      ui_mode: "hosted_page",
      url: `${baseUrl}/c/pay/${id}`,
      wallet_options: null,
    } as unknown as Stripe.Checkout.Session;
    world.sessions.add(account, id, session, null);
    world.clock.plan("session", id, session.expires_at * 1000);
    return session;
  }),
  route("GET", "/v1/checkout/sessions", shape({ ...paging, customer: text, setup_intent: text }), ({ world, account, params }) =>
    listing(
      world.sessions,
      account,
      "/v1/checkout/sessions",
      params,
      (row) => !params.customer || row.object.customer === params.customer,
    ),
  ),
  route(
    "GET",
    "/v1/checkout/sessions/:id",
    shape({}),
    ({ world, account, path }) => existing(world.sessions, account, path[0]!, "checkout.session").object,
  ),
  route("POST", "/v1/checkout/sessions/:id/expire", shape({}), ({ world, account, path }) => {
    const row = existing(world.sessions, account, path[0]!, "checkout.session");
    if (row.object.status !== "open")
      throw refused("status_transition_invalid", "Only Checkout Sessions with a status in open can be expired.");
    expireSession(world, row.id);
    return row.object;
  }),
  route(
    "GET",
    "/v1/setup_intents/:id",
    shape({}),
    ({ world, account, path }) => existing(world.setupIntents, account, path[0]!, "setup_intent").object,
  ),
];

export function expireSession(world: World, id: string) {
  const row = world.sessions.find(id);
  if (row?.object.status !== "open") return;
  row.object.status = "expired";
  row.object.url = null;
  world.sessions.save(row);
  emit(world, row.account, "checkout.session.expired", row.object);
}

export type Holder = { name?: string; email?: string; expMonth?: number; expYear?: number };

/**
 * What happens when a person sends the hosted card page: the card is saved with the customer and the session completes.
 * @param authenticated the holder passed the challenge of a card that asks for it
 * @returns "challenge" when the card must be authenticated first, or the session's success address
 */
export function completeSession(
  world: World,
  id: string,
  card: Card,
  holder: Holder,
  authenticated: boolean,
): "challenge" | string {
  const row = world.sessions.find(id);
  if (!row) throw missing("checkout.session", id);
  const session = row.object;
  const successUrl = (session.success_url ?? "").replaceAll("{CHECKOUT_SESSION_ID}", id);
  if (session.status === "complete") return successUrl;
  if (session.status !== "open") throw refused("status_transition_invalid", "This page has expired. Go back and start again.");
  const intent = world.setupIntents.find(session.setup_intent as string)!;
  if (card.atSetup === "challenge" && !authenticated) {
    intent.object.status = "requires_action";
    world.setupIntents.save(intent);
    return "challenge";
  }
  if (card.atSetup !== "challenge" && card.atSetup !== "accepted") {
    const decline = declines[card.atSetup];
    intent.object.last_setup_error = { ...decline, type: "card_error" } as Stripe.SetupIntent.LastSetupError;
    world.setupIntents.save(intent);
    emit(world, row.account, "setup_intent.setup_failed", intent.object);
    throw new StripeFault(402, "card_error", decline.message, { code: decline.code, decline_code: decline.decline_code });
  }
  const method = newCardMethod(world, card, session.customer as string | null, holder);
  world.paymentMethods.add(row.account, method.id, method, { card, authenticated });
  if (method.customer) emit(world, row.account, "payment_method.attached", method);
  Object.assign(intent.object, { status: "succeeded", payment_method: method.id, last_setup_error: null });
  world.setupIntents.save(intent);
  emit(world, row.account, "setup_intent.succeeded", intent.object);
  Object.assign(session, {
    status: "complete",
    url: null,
    customer_details: {
      address: method.billing_details.address,
      business_name: null,
      email: holder.email ?? null,
      individual_name: null,
      name: holder.name ?? null,
      phone: null,
      tax_exempt: null,
      tax_ids: null,
    },
  } satisfies Partial<Stripe.Checkout.Session>);
  world.sessions.save(row);
  emit(world, row.account, "checkout.session.completed", session);
  return successUrl;
}

export function newCardMethod(world: World, card: Card, customer: string | null, holder: Holder): Stripe.PaymentMethod {
  const noAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  return {
    id: world.id("pm"),
    object: "payment_method",
    allow_redisplay: "limited",
    billing_details: { address: noAddress, email: holder.email ?? null, name: holder.name ?? null, phone: null, tax_id: null },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: card.brand === "amex" ? "american_express" : card.brand,
      exp_month: holder.expMonth ?? 12,
      exp_year: holder.expYear ?? new Date(world.clock.now()).getUTCFullYear() + 3,
      fingerprint: `fp_${card.number}`,
      funding: "credit",
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.now(),
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: "card",
  } as Stripe.PaymentMethod;
}
