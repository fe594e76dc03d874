import type Stripe from "stripe";
import { type Balance, PLATFORM, settlementCurrencies, type World } from "./world.ts";

/** Where the other leg of a movement lies: nothing appears in a balance that did not leave another. */
export type Outside = "outside:cards" | "outside:banks" | "stripe:fees" | "stripe:transfers";

export function balanceOf(world: World, account: string): Balance {
  return (world.balances.find(account) ?? world.balances.add(account, account, { available: {}, pending: {} }, null)).object;
}

export function move(world: World, account: string, part: keyof Balance, currency: string, amount: number) {
  const balance = balanceOf(world, account);
  balance[part][currency] = (balance[part][currency] ?? 0) + amount;
  world.balances.save(world.balances.find(account)!);
}

export interface Movement {
  account: string;
  against: Outside;
  type: Stripe.BalanceTransaction["type"];
  category: string;
  /** Minor units; negative leaves the account. */
  amount: number;
  fee?: number;
  /** What the fee is for; Stripe's processing unless told. */
  feeFor?: string;
  currency: string;
  source: string | null;
  description?: string | null;
  /** Unix seconds; now when absent. */
  availableOn?: number;
  exchangeRate?: number | null;
  payout?: string | null;
}

/** One balance transaction: the amount against the outside, the fee against Stripe. */
export function post(world: World, movement: Movement): Stripe.BalanceTransaction {
  const { account, currency, amount, fee = 0 } = movement;
  const now = world.now();
  const availableOn = movement.availableOn ?? now;
  const pending = availableOn > now;
  const net = amount - fee;
  const transaction: Stripe.BalanceTransaction = {
    id: world.id("txn"),
    object: "balance_transaction",
    amount,
    available_on: availableOn,
    balance_type: "payments",
    created: now,
    currency,
    description: movement.description ?? null,
    exchange_rate: movement.exchangeRate ?? null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency,
              description: movement.feeFor ?? "Stripe processing fees",
              type: "stripe_fee",
            },
          ],
    net,
    reporting_category: movement.category,
    source: movement.source,
    status: pending ? "pending" : "available",
    type: movement.type,
  };
  world.balanceTransactions.add(account, transaction.id, transaction, { payout: movement.payout ?? null });
  move(world, account, pending ? "pending" : "available", currency, net);
  move(world, movement.against, "available", currency, -amount);
  if (fee !== 0) move(world, "stripe:fees", "available", currency, fee);
  if (pending) world.clock.plan("funds", account, availableOn * 1000);
  return transaction;
}

/** Moves what has matured from pending to available. @returns true when anything did */
export function mature(world: World, account: string): boolean {
  let any = false;
  const now = world.now();
  for (const row of world.balanceTransactions.where("pending", account)) {
    if (row.object.available_on > now) continue;
    row.object.status = "available";
    world.balanceTransactions.save(row);
    move(world, account, "pending", row.object.currency, -row.object.net);
    move(world, account, "available", row.object.currency, row.object.net);
    any = true;
  }
  return any;
}

/** The books of the whole sandbox, per currency: they add up to zero, always. */
export function books(world: World): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { object } of world.balances.all()) {
    for (const part of [object.available, object.pending]) {
      for (const [currency, amount] of Object.entries(part)) total[currency] = (total[currency] ?? 0) + amount;
    }
  }
  return total;
}

export function balanceObject(world: World, account: string): Stripe.Balance {
  const balance = balanceOf(world, account);
  const home = account === PLATFORM ? settlementCurrencies : [world.accounts.find(account)!.own.currency];
  const currencies = [...new Set([...home, ...Object.keys(balance.available), ...Object.keys(balance.pending)])];
  const part = (amounts: Record<string, number>) =>
    currencies.map((currency) => ({ amount: amounts[currency] ?? 0, currency, source_types: { card: amounts[currency] ?? 0 } }));
  const object: Stripe.Balance = {
    object: "balance",
    available: part(balance.available),
    livemode: false,
    pending: part(balance.pending),
  };
  if (account === PLATFORM) object.connect_reserved = currencies.map((currency) => ({ amount: 0, currency }));
  return object;
}
