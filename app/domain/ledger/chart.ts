export type Side = "debit" | "credit";

/** An account of the chart (money.md, "Ledger"; decision 005): its id is derived and ends in its currency. */
export interface AccountRef {
  id: string;
  currency: string;
  kind: string;
  /** The business or agent whose account it is; null for the platform's. */
  ownerId: string | null;
  /** The side on which it grows. */
  normalSide: Side;
}

interface Kind {
  normalSide: Side;
  /** Whose accounts they are, and the shape of an id before its currency. */
  owner: "business" | "agent" | "platform";
  shape?: RegExp;
  /** A balance on the wrong side of zero is refused by the database; only these may have one, each for its reason. */
  belowZero?: string;
}

/**
 * Every kind of account there is. The database holds the same by checks on `ledger_accounts` and `ledger_balances`; a test reads both. What belongs
 * to the platform moves at every close from many workers at once, in several rows that together are the balance (decision 012): no single
 * row could tell whether the whole is below zero, so none of those kinds is held to it.
 */
export const chart: Record<string, Kind> = {
  "business:receivable": {
    owner: "business",
    normalSide: "debit",
    belowZero: "a business may pay more than it owes, or after its bill was lowered",
  },
  "business:credit": { owner: "business", normalSide: "credit" },
  "agent:pending": { owner: "agent", normalSide: "credit" },
  "agent:held": { owner: "agent", normalSide: "credit" },
  "agent:available": { owner: "agent", normalSide: "credit" },
  "agent:in_transit": { owner: "agent", normalSide: "credit" },
  "agent:paid_out": { owner: "agent", normalSide: "credit" },
  "agent:owed": { owner: "agent", normalSide: "debit" },
  "platform:advances": { owner: "platform", normalSide: "debit", belowZero: "in shards" },
  "platform:fees": { owner: "platform", normalSide: "credit", belowZero: "in shards" },
  "platform:stripe_fees": { owner: "platform", normalSide: "debit", belowZero: "in shards" },
  "platform:fx": { owner: "platform", normalSide: "debit", belowZero: "gains and losses" },
  "platform:chargebacks": { owner: "platform", normalSide: "debit", belowZero: "in shards" },
  "platform:write_offs": { owner: "platform", normalSide: "debit", belowZero: "in shards" },
  "platform:bank": { owner: "platform", normalSide: "debit", belowZero: "in shards" },
  "stripe:balance": {
    owner: "platform",
    normalSide: "debit",
    shape: /^stripe:[ab]:balance$/,
    belowZero: "a refund or chargeback may overdraw it",
  },
  "stripe:in_transit": { owner: "platform", normalSide: "debit", belowZero: "in shards" },
  "bank:settled": { owner: "platform", normalSide: "debit", belowZero: "in shards" },
  clearing: { owner: "platform", normalSide: "debit", belowZero: "stands on both sides until a conversion has arrived" },
  tax: { owner: "platform", normalSide: "credit", shape: /^tax:[A-Z]{2}(-[A-Z0-9]{1,3})?:vat$/, belowZero: "in shards" },
};

const own = (party: "business" | "agent", name: string) => (ownerId: string, currency: string) => ({
  id: `${party}:${ownerId}:${name}:${currency}`,
  currency,
  kind: `${party}:${name}`,
  ownerId,
  normalSide: chart[`${party}:${name}`]!.normalSide,
});
const ours =
  (kind: string, id = kind) =>
  (currency: string) => ({ id: `${id}:${currency}`, currency, kind, ownerId: null, normalSide: chart[kind]!.normalSide });

export const accounts = {
  /** What a business owes. */
  receivable: own("business", "receivable"),
  /** What a business paid ahead or was given back. */
  credit: own("business", "credit"),
  /** Earned, not yet available. */
  pending: own("agent", "pending"),
  /** Kept back while a dispute is open. */
  held: own("agent", "held"),
  /** May be paid out now. */
  available: own("agent", "available"),
  /** On its way to the agent's bank. */
  inTransit: own("agent", "in_transit"),
  /** Reached the agent's bank. */
  paidOut: own("agent", "paid_out"),
  /** What an agent owes back. */
  owed: own("agent", "owed"),
  /** Protected time made available before the business paid. */
  advances: ours("platform:advances"),
  fees: ours("platform:fees"),
  stripeFees: ours("platform:stripe_fees"),
  fx: ours("platform:fx"),
  chargebacks: ours("platform:chargebacks"),
  writeOffs: ours("platform:write_offs"),
  /** The platform's own bank account, where Stripe sweeps to. */
  bank: ours("platform:bank"),
  /** The platform's balance at Stripe on a rail. */
  stripeBalance: (currency: string, rail: "a" | "b" = "a") => ours("stripe:balance", `stripe:${rail}:balance`)(currency),
  /** Money in agents' connected accounts and on its way from there. */
  stripeInTransit: ours("stripe:in_transit"),
  /** What reached agents' banks, in the contract's currency. */
  settled: ours("bank:settled"),
  /** Between two currencies: ends at zero, or at a remainder that is named. */
  clearing: ours("clearing"),
  vat: (jurisdiction: string, currency: string) => ours("tax", `tax:${jurisdiction}:vat`)(currency),
} satisfies Record<string, (...ids: never[]) => AccountRef>;

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const owned = new RegExp(`^(business|agent):(${uuid}):([a-z_]+)$`);

/** The account that an id stands for, or null when the chart cannot make such an id. */
export function accountOf(id: string): AccountRef | null {
  const [, shape = "", currency = ""] = /^(.+):([A-Z]{3})$/.exec(id) ?? [];
  const [, party, ownerId = null, name] = owned.exec(shape) ?? [];
  const kind = party ? `${party}:${name}` : (Object.keys(chart).find((one) => chart[one]!.shape?.test(shape)) ?? shape);
  const known = Object.hasOwn(chart, kind) ? chart[kind]! : null;
  if (!known || (known.owner === "platform") !== (ownerId === null) || (known.shape && !known.shape.test(shape))) return null;
  return { id, currency, kind, ownerId, normalSide: known.normalSide };
}

/** @throws RangeError for an account that the chart does not have, or one told wrongly */
export function assertOnChart(account: AccountRef): void {
  const known = accountOf(account.id);
  const same = known && (["currency", "kind", "ownerId", "normalSide"] as const).every((key) => known[key] === account[key]);
  if (!same) throw new RangeError(`the chart of accounts has no ${JSON.stringify(account)}`);
}

/** A balance on its normal side, from running sums. */
export function balanceOn(side: Side, debits: bigint, credits: bigint): bigint {
  return side === "debit" ? debits - credits : credits - debits;
}
