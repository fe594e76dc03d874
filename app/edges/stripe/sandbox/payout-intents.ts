import type Stripe from "stripe";
import { existing, route } from "./call.ts";
import { isoOf } from "./events.ts";
import { financialAccountOf, financialAvailable } from "./financial-accounts.ts";
import { convert } from "./fx-table.ts";
import { cancelIntent, emitIntent, failIntent, INTENTS } from "./intent-states.ts";
import { cancelPayment, makePayment } from "./outbound-payments.ts";
import { currency, integer, metadata, need, oneOf, shape, text } from "./parameters.ts";
import { isReady } from "./recipients.ts";
import type { Row } from "./store.ts";
import { invalid } from "./stripe-fault.ts";
import { v2Listing, v2Paging } from "./v2-listing.ts";
import { PLATFORM, type World } from "./world.ts";

type PayoutIntent = Stripe.V2.MoneyManagement.PayoutIntent;

/** `lock_duration` five_minutes (docs.stripe.com/api/v2/money-management/payout-intents/object, fx_quote). */
const QUOTE_SECONDS = 300;

const input = shape({
  amount: need(shape({ value: need(integer), currency: need(currency) })),
  from: need(shape({ currency: need(currency), financial_account: need(text) })),
  to: need(shape({ currency, payout_method: text, recipient: text })),
  confirmation_method: oneOf("automatic", "manual"),
  description: text,
  metadata,
  recipient_notification: shape({ setting: need(oneOf("configured", "none")) }),
  statement_descriptor: text,
});
type Input = NonNullable<ReturnType<typeof input>>;

export const payoutIntentRoutes = [
  route("POST", INTENTS, input, ({ world, params }) => {
    const row = newIntent(world, params);
    emitIntent(world, "created", row.id);
    if (params.confirmation_method === "manual") emitIntent(world, "requires_action", row.id);
    else confirm(world, row);
    return shown(world, row.object);
  }),
  route("GET", INTENTS, shape(v2Paging), ({ world, params }) =>
    v2Listing(world.payoutIntents, PLATFORM, INTENTS, params, undefined, (intent) => shown(world, intent)),
  ),
  route("GET", `${INTENTS}/:id`, shape({}), ({ world, path }) => shown(world, intentRow(world, path[0]!).object)),
  route("POST", `${INTENTS}/:id/confirm`, shape({}), ({ world, path }) => {
    const row = intentRow(world, path[0]!);
    if (row.object.status !== "requires_action")
      throw invalid(`A payout intent that is ${row.object.status} cannot be confirmed.`, { code: "cannot_proceed" });
    if (shown(world, row.object).fx_quote?.lock_status === "expired")
      throw invalid("The exchange rate of this payout intent is no longer locked: refresh its quote first.", {
        code: "fx_quote_needs_refresh",
      });
    confirm(world, row);
    return shown(world, row.object);
  }),
  route("POST", `${INTENTS}/:id/refresh_fx_quote`, shape({}), ({ world, path }) => {
    const row = intentRow(world, path[0]!);
    if (row.object.status !== "requires_action")
      throw invalid(`The quote of a payout intent that is ${row.object.status} cannot be refreshed.`, { code: "cannot_proceed" });
    quote(world, row.object);
    world.payoutIntents.save(row);
    emitIntent(world, "updated", row.id);
    return shown(world, row.object);
  }),
  route("POST", `${INTENTS}/:id/cancel`, shape({}), ({ world, path }) => {
    const row = intentRow(world, path[0]!);
    const { status, latest_payout } = row.object;
    if (status === "canceled") throw invalid("The payout intent is already canceled.", { code: "already_canceled" });
    if (status === "posted") throw invalid("The payout intent has been paid.", { code: "not_cancelable" });
    if (status === "processing") cancelPayment(world, latest_payout!.outbound_payment!);
    else cancelIntent(world, row.id);
    return shown(world, row.object);
  }),
];

const intentRow = (world: World, id: string) => existing(world.payoutIntents, PLATFORM, id, "payout intent");

function newIntent(world: World, params: Input): Row<PayoutIntent, null> {
  const { amount, from, to } = params;
  if (from.financial_account !== financialAccountOf(world).id)
    throw invalid(`No such financial account: '${from.financial_account}'`, {
      code: "resource_missing",
      param: "from[financial_account]",
    });
  if (amount.currency !== from.currency)
    throw invalid("This sandbox takes amounts in the currency they are sent from only.", {
      code: "invalid_fields",
      param: "amount[currency]",
    });
  if (amount.value < 1) throw invalid("The amount must be positive.", { code: "invalid_fields", param: "amount[value]" });
  const recipient = need(text)(to.recipient, "to[recipient]");
  const account = existing(world.accounts, PLATFORM, recipient, "account", "to[recipient]");
  if (!isReady(account.object))
    throw invalid("The recipient's capability bank_accounts.local is not active.", {
      code: "capability_not_enabled",
      param: "to[recipient]",
    });
  const methodId = need(text)(to.payout_method, "to[payout_method]");
  const method = existing(world.payoutMethods, recipient, methodId, "payout method", "to[payout_method]").object;
  if (method.archived || method.usage_status.payments !== "eligible")
    throw invalid("The payout method cannot be paid to.", { code: "invalid_payout_method", param: "to[payout_method]" });
  const supported = method.bank_account!.supported_currencies;
  const target = to.currency ?? supported[0]!;
  if (!supported.includes(target))
    throw invalid(`The payout method takes ${supported.join(", ")}, not ${target}.`, {
      code: "invalid_payout_method",
      param: "to[currency]",
    });
  const id = world.id("pyi");
  const now = isoOf(world.now());
  const intent: PayoutIntent = {
    id,
    object: "v2.money_management.payout_intent",
    amount,
    confirmation_method: params.confirmation_method ?? "automatic",
    created: now,
    ...(params.description ? { description: params.description } : {}),
    from: { currency: from.currency, debited: amount, financial_account: from.financial_account },
    livemode: false,
    metadata: params.metadata ?? {},
    next_action: {
      type: "confirm",
      confirm: { reason: "manually_requested", fields_to_review: target === from.currency ? [] : ["fx_quote"] },
    },
    recipient_notification: { setting: params.recipient_notification?.setting ?? "configured" },
    statement_descriptor: params.statement_descriptor ?? "STRIPE",
    status: "requires_action",
    status_transitions: { requires_action_at: now },
    to: { currency: target, payout_method: method.id, recipient },
  };
  quote(world, intent);
  if (intent.to.credited!.value < 1)
    throw invalid("After conversion nothing would arrive.", { code: "amount_too_small", param: "amount[value]" });
  return world.payoutIntents.add(PLATFORM, id, intent, null);
}

function quote(world: World, intent: PayoutIntent): void {
  const { currency: source } = intent.from;
  const target = intent.to.currency!;
  if (source === target) {
    intent.to.credited = intent.amount;
    return;
  }
  const { amount, rate } = convert(intent.amount.value, source, target);
  intent.to.credited = { value: amount, currency: target };
  intent.fx_quote = {
    lock_duration: "five_minutes",
    lock_expires_at: isoOf(world.now() + QUOTE_SECONDS),
    lock_status: "active",
    rates: { [source]: { exchange_rate: String(rate) } },
    to_currency: target,
  };
}

/** The intent as it is now: a quote runs out by itself, and a confirmed one keeps the rate it was confirmed at. */
function shown(world: World, intent: PayoutIntent): PayoutIntent {
  const { fx_quote: given } = intent;
  if (!given?.lock_expires_at || intent.status !== "requires_action") return intent;
  const over = Date.parse(given.lock_expires_at) <= world.now() * 1000;
  return over ? { ...intent, fx_quote: { ...given, lock_status: "expired" } } : intent;
}

function confirm(world: World, row: Row<PayoutIntent, null>): void {
  row.object.status = "pending";
  delete row.object.next_action;
  world.payoutIntents.save(row);
  emitIntent(world, "pending", row.id);
  world.clock.plan("payout-intent", row.id, world.clock.now());
}

/** A confirmed intent is taken up: its payment is made, or what is in the way is told. */
export function takeUpIntent(world: World, id: string): void {
  const row = world.payoutIntents.find(id);
  if (row?.object.status !== "pending") return;
  const intent = row.object;
  const account = world.accounts.find(intent.to.recipient!)!.object;
  const method = world.payoutMethods.find(intent.to.payout_method!)!.object;
  if (!isReady(account)) return void failIntent(world, id, "recipient_capability_not_active");
  if (method.archived || method.usage_status.payments !== "eligible") return void failIntent(world, id, "payout_method_invalid");
  if (financialAvailable(world, intent.from.currency) < intent.amount.value)
    return void failIntent(world, id, "insufficient_funds");
  intent.latest_payout = { type: "outbound_payment", outbound_payment: makePayment(world, intent) };
  intent.status = "processing";
  intent.status_transitions = { ...intent.status_transitions, processing_at: isoOf(world.now()) };
  world.payoutIntents.save(row);
  emitIntent(world, "processing", id);
}
