import type Stripe from "stripe";
import { balanceObject, balanceOf, mature, post } from "./balances.ts";
import { existing, route } from "./call.ts";
import { businessDaysAfter, nextMidnight } from "./clock.ts";
import { emit } from "./events.ts";
import { fund } from "./financial-accounts.ts";
import { wholeUnitPayouts } from "./fx-table.ts";
import { listing } from "./listing.ts";
import { created, currency, integer, metadata, need, oneOf, paging, shape, text } from "./parameters.ts";
import { invalid, refused } from "./stripe-fault.ts";
import { type BankBehaviour, testBank } from "./test-banks.ts";
import { PLATFORM, type Settings, type World } from "./world.ts";

/** Standard payouts arrive on the second business day. */
const ARRIVES_AFTER_BUSINESS_DAYS = 2;
/** A late failure shows this many business days after the payout was called paid (docs.stripe.com/payouts#payout-failures: within 5). */
const FAILS_LATE_AFTER_BUSINESS_DAYS = 2;

const input = shape({
  amount: need(integer),
  currency: need(currency),
  description: text,
  destination: text,
  metadata,
  method: oneOf("standard"),
  payout_method: text,
  source_type: oneOf("card"),
  statement_descriptor: text,
});

export const payoutRoutes = [
  route("POST", "/v1/payouts", input, ({ world, account, params }) => {
    if (params.amount < 1)
      throw invalid("This value must be greater than or equal to 1.", { code: "parameter_invalid_integer", param: "amount" });
    if (params.payout_method) return fund(world, account, { ...params, payout_method: params.payout_method });
    if (wholeUnitPayouts.has(params.currency) && params.amount % 100 !== 0) {
      throw invalid(`Payouts in ${params.currency} must be in whole units: the amount must be a multiple of 100.`, {
        code: "parameter_invalid_integer",
        param: "amount",
      });
    }
    const bank = bankOf(world, account, params.currency);
    if (!bank)
      throw refused("payouts_not_allowed", `Sorry, you don't have any external accounts in that currency (${params.currency}).`, {
        param: "currency",
      });
    if (params.destination && params.destination !== bank.id)
      throw invalid(`No such external account: '${params.destination}'`, { code: "resource_missing", param: "destination" });
    if (!payoutsEnabled(world, account))
      throw refused(
        "payouts_not_allowed",
        "Payouts are disabled for this account until its holder gives Stripe what it asks for.",
      );
    if (testBank(bank.behaves).fails === "at_creation") {
      const { code, message } = testBank(bank.behaves);
      throw refused(code, message, { param: "destination" });
    }
    if (bank.errored) {
      throw refused("bank_account_unusable", "The bank account failed before and is disabled until it is updated.", {
        param: "destination",
      });
    }
    const available = balanceOf(world, account).available[params.currency] ?? 0;
    if (available < params.amount) {
      throw refused(
        "balance_insufficient",
        `You have insufficient funds in your Stripe account for this payout: ${available} of ${params.amount} ${params.currency} are available.`,
        { param: "amount" },
      );
    }
    return makePayout(world, account, params.amount, params.currency, {
      automatic: false,
      metadata: params.metadata ?? {},
      description: params.description ?? null,
    }).object;
  }),
  route(
    "GET",
    "/v1/payouts",
    shape({
      ...paging,
      created,
      arrival_date: created,
      destination: text,
      status: oneOf("pending", "in_transit", "paid", "failed", "canceled"),
    }),
    ({ world, account, params }) =>
      listing(world.payouts, account, "/v1/payouts", params, ({ object }) => {
        if (params.created && !params.created(object.created)) return false;
        if (params.arrival_date && !params.arrival_date(object.arrival_date)) return false;
        return (
          (!params.status || object.status === params.status) &&
          (!params.destination || object.destination === params.destination)
        );
      }),
  ),
  route(
    "GET",
    "/v1/payouts/:id",
    shape({}),
    ({ world, account, path }) => existing(world.payouts, account, path[0]!, "payout").object,
  ),
];

function payoutsEnabled(world: World, account: string): boolean {
  const connected = world.accounts.find(account)?.object;
  return (
    account === PLATFORM ||
    connected?.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status === "active"
  );
}

function bankOf(
  world: World,
  account: string,
  currency: string,
): { id: string; behaves: BankBehaviour; errored: boolean } | null {
  if (account === PLATFORM) return { id: `ba_platform_${currency}`, behaves: "works", errored: false };
  const bank = world.accounts.find(account)?.own.bank;
  if (bank?.object.currency !== currency) return null;
  return { id: bank.object.id, behaves: bank.behaves, errored: bank.object.status === "errored" };
}

function makePayout(
  world: World,
  account: string,
  amount: number,
  currency: string,
  more: { automatic: boolean; metadata: Record<string, string>; description: string | null },
) {
  const bank = bankOf(world, account, currency)!;
  const id = world.id("po");
  const arrival = businessDaysAfter(world.clock.now(), ARRIVES_AFTER_BUSINESS_DAYS);
  const payout: Stripe.Payout = {
    id,
    object: "payout",
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: arrival / 1000,
    automatic: more.automatic,
    balance_transaction: post(world, {
      account,
      against: "outside:banks",
      type: "payout",
      category: "payout",
      amount: -amount,
      currency,
      source: id,
      description: more.description ?? "STRIPE PAYOUT",
      payout: more.automatic ? id : null,
    }).id,
    created: world.now(),
    currency,
    description: more.description,
    destination: bank.id,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: more.metadata,
    method: "standard",
    original_payout: null,
    payout_method: null,
    reconciliation_status: more.automatic ? "completed" : "not_applicable",
    reversed_by: null,
    source_type: "card",
    statement_descriptor: null,
    status: "pending",
    trace_id: null,
    type: "bank_account",
  };
  const row = world.payouts.add(account, id, payout, { behaves: bank.behaves, holds: null });
  emit(world, account, "payout.created", payout);
  world.clock.plan("payout", id, arrival);
  return row;
}

/** The arrival date came: paid, or sent back by the bank. */
export function arrive(world: World, id: string) {
  const row = world.payouts.find(id);
  if (row?.object.status !== "pending") return;
  const { fails } = testBank(row.own.behaves);
  if (fails === "before_paid") return failPayout(world, id);
  row.object.status = "paid";
  row.object.trace_id = { status: "supported", value: `TRACE${id.slice(3, 15).toUpperCase()}` };
  world.payouts.save(row);
  emit(world, row.account, "payout.paid", row.object);
  if (fails === "after_paid") {
    world.clock.plan("late-failure", id, businessDaysAfter(world.clock.now(), FAILS_LATE_AFTER_BUSINESS_DAYS));
  }
}

/** The bank refused it: the money comes back and the bank account is disabled until it is updated. */
export function failPayout(world: World, id: string) {
  const row = world.payouts.find(id)!;
  const payout = row.object;
  const { code, message } = testBank(row.own.behaves);
  Object.assign(payout, {
    status: "failed",
    failure_code: code,
    failure_message: message,
    failure_balance_transaction: post(world, {
      account: row.account,
      against: "outside:banks",
      type: "payout_failure",
      category: "payout_reversal",
      amount: payout.amount,
      currency: payout.currency,
      source: id,
      description: "STRIPE PAYOUT FAILURE",
    }).id,
  } satisfies Partial<Stripe.Payout>);
  world.payouts.save(row);
  emit(world, row.account, "payout.failed", payout);
  const connected = world.accounts.find(row.account);
  if (connected?.own.bank) {
    connected.own.bank.object.status = "errored";
    world.accounts.save(connected);
    emit(world, row.account, "account.external_account.updated", connected.own.bank.object);
  }
}

export function settingsOf(world: World, account: string): Settings {
  return world.settings.find(account)?.object ?? { minimum: {}, interval: "daily" };
}

/** Funds of an account matured: tell, and sweep at once where payouts are automatic. */
export function fundsMatured(world: World, account: string) {
  if (!mature(world, account)) return;
  emit(world, account, "balance.available", balanceObject(world, account));
  planSweep(world, account, world.clock.now());
}

export function planSweep(world: World, account: string, at = nextMidnight(world.clock.now())) {
  if (settingsOf(world, account).interval === "daily") world.clock.plan("sweep", account, at);
}

/**
 * The automatic daily payout of everything available above the minimum balance (docs.stripe.com/payouts/minimum-balances-for-automatic-payouts).
 * The payout lists every transaction since the last one; what stays behind is a payout_minimum_balance_hold in it and a release in the next.
 */
export function sweep(world: World, account: string) {
  const settings = settingsOf(world, account);
  if (settings.interval !== "daily") return;
  for (const [currency, available] of Object.entries(balanceOf(world, account).available)) {
    const kept = settings.minimum[currency] ?? 0;
    let amount = available - kept;
    if (wholeUnitPayouts.has(currency)) amount -= amount % 100;
    const bank = bankOf(world, account, currency);
    if (amount <= 0 || !bank || bank.errored || testBank(bank.behaves).fails === "at_creation") continue;
    const row = makePayout(world, account, amount, currency, { automatic: true, metadata: {}, description: null });
    for (const transaction of world.balanceTransactions.where("not_paid_out", account)) {
      if (transaction.object.currency !== currency || transaction.object.status !== "available") continue;
      transaction.own.payout = row.id;
      world.balanceTransactions.save(transaction);
    }
    const held = available - amount;
    if (held > 0) {
      const leg = { account, against: "outside:banks" as const, currency, source: null };
      post(world, {
        ...leg,
        type: "payout_minimum_balance_hold",
        category: "payout_minimum_balance_hold",
        amount: -held,
        payout: row.id,
      });
      post(world, { ...leg, type: "payout_minimum_balance_release", category: "payout_minimum_balance_release", amount: held });
    }
    emit(world, account, "payout.reconciliation_completed", row.object);
  }
}
