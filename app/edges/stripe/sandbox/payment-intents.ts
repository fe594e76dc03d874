import type Stripe from "stripe";
import { type Call, existing, route } from "./call.ts";
import { chargeCard } from "./charges.ts";
import { merged } from "./customers.ts";
import { emit } from "./events.ts";
import { invoicePaid, invoicePaymentFailed } from "./invoice-settlement.ts";
import { listing } from "./listing.ts";
import { bool, created, currency, integer, list, metadata, need, oneOf, paging, shape, text, url } from "./parameters.ts";
import { invalid, missing, refused, StripeFault } from "./stripe-fault.ts";
import { type Card, type Decline, declines } from "./test-cards.ts";
import { settlementCurrencies, type World } from "./world.ts";

/** docs.stripe.com/currencies, minimum and maximum charge amounts: 0.50 USD and EUR, 0.30 GBP, eight digits. */
const minimumCharge: Record<string, number> = { usd: 50, eur: 50, gbp: 30 };
const MAXIMUM_CHARGE = 99_999_999;

export function smallestCharge(currency: string): number {
  return minimumCharge[currency]!;
}

const input = shape({
  amount: need(integer),
  currency: need(currency),
  customer: text,
  payment_method: text,
  allowed_payment_method_types: list(oneOf("card")),
  automatic_payment_methods: shape({ enabled: need(bool), allow_redirects: oneOf("always", "never") }),
  confirm: bool,
  off_session: bool,
  error_on_requires_action: bool,
  return_url: url,
  description: text,
  metadata,
  receipt_email: text,
  setup_future_usage: oneOf("off_session", "on_session"),
  statement_descriptor_suffix: text,
  transfer_group: text,
});
const confirmInput = shape({
  payment_method: text,
  off_session: bool,
  error_on_requires_action: bool,
  return_url: url,
  receipt_email: text,
});
const updateInput = shape({
  amount: integer,
  description: text,
  metadata,
  receipt_email: text,
  transfer_group: text,
  payment_method: text,
});

interface Confirmation {
  payment_method?: string;
  off_session?: boolean;
  error_on_requires_action?: boolean;
  return_url?: string;
}

export const paymentIntentRoutes = [
  route("POST", "/v1/payment_intents", input, ({ world, account, params, baseUrl }) => {
    if (!settlementCurrencies.includes(params.currency)) {
      throw invalid(
        `This sandbox settles charges in ${settlementCurrencies.join(", ")} only; ${params.currency} would have to be converted.`,
        { param: "currency" },
      );
    }
    expectAmount(params.amount, params.currency);
    if (params.off_session !== undefined && !params.confirm) {
      throw invalid("off_session can only be passed when confirm is true.", { param: "off_session" });
    }
    if (params.customer) existing(world.customers, account, params.customer, "customer", "customer");
    const intent = newIntent(world, params);
    if (params.payment_method) choose(world, account, intent, params.payment_method);
    const row = world.paymentIntents.add(account, intent.id, intent, { returnUrl: params.return_url ?? null });
    emit(world, account, "payment_intent.created", intent);
    if (params.confirm) confirm(world, row.account, intent, params, baseUrl);
    return intent;
  }),
  route("GET", "/v1/payment_intents", shape({ ...paging, created, customer: text }), ({ world, account, params }) =>
    listing(
      world.paymentIntents,
      account,
      "/v1/payment_intents",
      params,
      ({ object }) => {
        if (params.created && !params.created(object.created)) return false;
        return true;
      },
      { customer: params.customer },
    ),
  ),
  route(
    "GET",
    "/v1/payment_intents/:id",
    shape({ client_secret: text }),
    ({ world, account, path }) => existing(world.paymentIntents, account, path[0]!, "payment_intent").object,
  ),
  route("POST", "/v1/payment_intents/:id", updateInput, (call) => {
    const { object: intent } = intentOf(call);
    const { params, world, account } = call;
    if (params.amount !== undefined && params.amount !== intent.amount) changeAmount(intent, params.amount);
    if (params.description) intent.description = params.description;
    if (params.receipt_email) intent.receipt_email = params.receipt_email;
    if (params.transfer_group) intent.transfer_group = params.transfer_group;
    if (params.metadata) intent.metadata = merged(intent.metadata, params.metadata);
    if (params.payment_method) choose(world, account, intent, params.payment_method);
    world.paymentIntents.save(intentOf(call));
    return intent;
  }),
  route("POST", "/v1/payment_intents/:id/confirm", confirmInput, (call) => {
    const { world, account, params } = call;
    const { object: intent } = intentOf(call);
    if (!["requires_payment_method", "requires_confirmation", "requires_action"].includes(intent.status)) {
      throw refused(
        "payment_intent_unexpected_state",
        `This PaymentIntent's status is ${intent.status}: it cannot be confirmed.`,
        { payment_intent: intent },
      );
    }
    confirm(world, account, intent, params, call.baseUrl);
    return intent;
  }),
  route(
    "POST",
    "/v1/payment_intents/:id/cancel",
    shape({ cancellation_reason: oneOf("abandoned", "duplicate", "fraudulent", "requested_by_customer") }),
    (call) => {
      const row = intentOf(call);
      if (row.object.status === "succeeded" || row.object.status === "canceled") {
        throw refused(
          "payment_intent_unexpected_state",
          `You cannot cancel this PaymentIntent because it has a status of ${row.object.status}.`,
          { payment_intent: row.object },
        );
      }
      Object.assign(row.object, {
        status: "canceled",
        canceled_at: call.world.now(),
        cancellation_reason: call.params.cancellation_reason ?? null,
        next_action: null,
      });
      call.world.paymentIntents.save(row);
      emit(call.world, call.account, "payment_intent.canceled", row.object);
      return row.object;
    },
  ),
];

function choose(world: World, account: string, intent: Stripe.PaymentIntent, method: string) {
  intent.payment_method = methodOf(world, account, intent, method).id;
  if (intent.status === "requires_payment_method") intent.status = "requires_confirmation";
}

function changeAmount(intent: Stripe.PaymentIntent, amount: number) {
  if (!["requires_payment_method", "requires_confirmation"].includes(intent.status))
    throw refused("payment_intent_unexpected_state", `The amount of a PaymentIntent with a status of ${intent.status} stands.`, {
      payment_intent: intent,
    });
  expectAmount(amount, intent.currency);
  intent.amount = amount;
}

function expectAmount(amount: number, currency: string) {
  if (amount < smallestCharge(currency)) {
    throw invalid(`Amount must be at least ${smallestCharge(currency)} in the smallest unit of ${currency}`, {
      code: "amount_too_small",
      param: "amount",
    });
  }
  if (amount > MAXIMUM_CHARGE)
    throw invalid("Amount must be no more than 999,999.99", { code: "amount_too_large", param: "amount" });
}

function intentOf({ world, account, path }: Pick<Call<unknown>, "world" | "account" | "path">) {
  return existing(world.paymentIntents, account, path[0]!, "payment_intent");
}

type Input = NonNullable<ReturnType<typeof input>>;
type Wanted = Pick<Input, "amount" | "currency"> & Partial<Input>;

export function newIntent(world: World, params: Wanted): Stripe.PaymentIntent {
  const id = world.id("pi");
  return {
    id,
    object: "payment_intent",
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount: params.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: params.automatic_payment_methods
      ? {
          enabled: params.automatic_payment_methods.enabled,
          allow_redirects: params.automatic_payment_methods.allow_redirects ?? "always",
        }
      : null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic",
    client_secret: `${id}_secret_${world.id("s").slice(2)}`,
    confirmation_method: "automatic",
    created: world.now(),
    currency: params.currency,
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: params.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: params.receipt_email ?? null,
    review: null,
    setup_future_usage: params.setup_future_usage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: params.transfer_group ?? null,
  } as unknown as Stripe.PaymentIntent;
}

export function methodOf(world: World, account: string, intent: Stripe.PaymentIntent, id: string): Stripe.PaymentMethod {
  const method = world.paymentMethods.find(id, account)?.object;
  if (!method) throw missing("PaymentMethod", id, "payment_method");
  if (method.customer !== null && method.customer !== intent.customer) {
    throw invalid("The customer does not have a payment method with this ID: it belongs to another customer.", {
      code: "resource_missing",
      param: "payment_method",
    });
  }
  if (method.customer === null) {
    throw invalid("The provided PaymentMethod was detached from its customer and cannot be used again.", {
      param: "payment_method",
    });
  }
  return method;
}

function confirm(world: World, account: string, intent: Stripe.PaymentIntent, given: Confirmation, baseUrl: string) {
  const id = given.payment_method ?? (intent.payment_method as string | null);
  if (!id) {
    throw invalid("You cannot confirm this PaymentIntent because it's missing a payment method.", {
      code: "payment_intent_unexpected_state",
      payment_intent: intent,
    });
  }
  const row = world.paymentIntents.find(intent.id)!;
  if (given.return_url) row.own.returnUrl = given.return_url;
  methodOf(world, account, intent, id);
  const method = world.paymentMethods.find(id, account)!;
  const { card, authenticated } = method.own;
  const asks = asksHolder(card, authenticated);
  if (asks && (given.off_session || given.error_on_requires_action))
    return decline(world, account, intent, id, "authentication_required");
  if (asks) {
    if (!row.own.returnUrl)
      throw invalid("This PaymentIntent needs authentication: pass a return_url to confirm it.", {
        code: "parameter_missing",
        param: "return_url",
      });
    Object.assign(intent, {
      status: "requires_action",
      payment_method: id,
      last_payment_error: null,
      next_action: {
        redirect_to_url: { return_url: row.own.returnUrl, url: `${baseUrl}/3ds/${intent.id}` },
        type: "redirect_to_url",
      },
    });
    world.paymentIntents.save(row);
    emit(world, account, "payment_intent.requires_action", intent);
    return;
  }
  settle(world, account, intent, id);
}

function asksHolder(card: Card, setUp: boolean): boolean {
  return card.authentication === "always" || (card.authentication === "unless_set_up" && !setUp);
}

/** An invoice is paid: by a saved card without its holder, or on its hosted page. @throws StripeFault the decline */
export function payIntent(world: World, account: string, intent: Stripe.PaymentIntent, methodId: string, holderPassed: boolean) {
  const { card, authenticated } = world.paymentMethods.find(methodId, account)!.own;
  if (!holderPassed && asksHolder(card, authenticated))
    return decline(world, account, intent, methodId, "authentication_required");
  settle(world, account, intent, methodId);
}

function settle(world: World, account: string, intent: Stripe.PaymentIntent, methodId: string) {
  const method = world.paymentMethods.find(methodId, account)!;
  const { card } = method.own;
  if (card.atCharge !== "accepted") return decline(world, account, intent, methodId, card.atCharge);
  if (hasExpired(world, method.object)) return decline(world, account, intent, methodId, "expired_card");
  intent.payment_method = methodId;
  const charge = chargeCard(world, account, intent, method.object, card, null);
  Object.assign(intent, {
    status: "succeeded",
    amount_received: intent.amount,
    latest_charge: charge.id,
    last_payment_error: null,
    next_action: null,
  });
  world.paymentIntents.save(world.paymentIntents.find(intent.id)!);
  emit(world, account, "payment_intent.succeeded", intent);
  invoicePaid(world, intent);
}

/** A card is good to the end of its month. */
function hasExpired(world: World, method: Stripe.PaymentMethod): boolean {
  const { exp_month, exp_year } = method.card!;
  return world.clock.now() >= Date.UTC(exp_year, exp_month, 1);
}

function decline(world: World, account: string, intent: Stripe.PaymentIntent, methodId: string, reason: Decline): never {
  const method = world.paymentMethods.find(methodId, account)!;
  const charge = chargeCard(world, account, intent, method.object, method.own.card, reason);
  const { code, decline_code, message } = declines[reason];
  const error = {
    charge: charge.id,
    code,
    decline_code,
    doc_url: `https://docs.stripe.com/error-codes/${code}`,
    message,
    type: "card_error",
  };
  Object.assign(intent, {
    status: "requires_payment_method",
    payment_method: null,
    latest_charge: charge.id,
    next_action: null,
    last_payment_error: { ...error, payment_method: structuredClone(method.object) },
  });
  world.paymentIntents.save(world.paymentIntents.find(intent.id)!);
  emit(world, account, "payment_intent.payment_failed", intent);
  invoicePaymentFailed(world, intent, reason === "authentication_required");
  throw new StripeFault(
    402,
    "card_error",
    message,
    { code, decline_code, charge: charge.id, payment_intent: intent, payment_method: method.object },
    true,
  );
}

/** The holder's answer on the hosted authentication page. @returns where the page sends them back to */
export function answerChallenge(world: World, id: string, passed: boolean): string {
  const row = world.paymentIntents.find(id);
  if (row?.object.status !== "requires_action")
    throw refused("payment_intent_unexpected_state", "This page was already answered.");
  const intent = row.object;
  const methodId = intent.payment_method as string;
  if (passed) {
    try {
      settle(world, row.account, intent, methodId);
    } catch (fault) {
      if (!(fault instanceof StripeFault)) throw fault;
    }
  } else {
    const message = "We are unable to authenticate your payment method. Please choose a different payment method and try again.";
    Object.assign(intent, {
      status: "requires_payment_method",
      payment_method: null,
      next_action: null,
      last_payment_error: {
        code: "payment_intent_authentication_failure",
        doc_url: "https://docs.stripe.com/error-codes/payment-intent-authentication-failure",
        message,
        payment_method: structuredClone(world.paymentMethods.find(methodId)!.object),
        type: "invalid_request_error",
      },
    });
    world.paymentIntents.save(row);
    emit(world, row.account, "payment_intent.payment_failed", intent);
  }
  const back = new URL(row.own.returnUrl!);
  back.searchParams.set("payment_intent", intent.id);
  back.searchParams.set("payment_intent_client_secret", intent.client_secret!);
  back.searchParams.set("redirect_status", (intent.status as string) === "succeeded" ? "succeeded" : "failed");
  return back.href;
}
