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

const own = (party: "business" | "agent", name: string, normalSide: Side) => (ownerId: string, currency: string) => ({
  id: `${party}:${ownerId}:${name}:${currency}`,
  currency,
  kind: `${party}:${name}`,
  ownerId,
  normalSide,
});
const ours =
  (kind: string, normalSide: Side, id = kind) =>
  (currency: string) => ({
    id: `${id}:${currency}`,
    currency,
    kind,
    ownerId: null,
    normalSide,
  });

export const accounts = {
  /** What a business owes. */
  receivable: own("business", "receivable", "debit"),
  /** What a business paid ahead or was given back. */
  credit: own("business", "credit", "credit"),
  /** Earned, not yet available. */
  pending: own("agent", "pending", "credit"),
  /** Kept back while a dispute is open. */
  held: own("agent", "held", "credit"),
  /** May be paid out now. */
  available: own("agent", "available", "credit"),
  /** On its way to the agent's bank. */
  inTransit: own("agent", "in_transit", "credit"),
  /** Reached the agent's bank. */
  paidOut: own("agent", "paid_out", "credit"),
  /** What an agent owes back. */
  owed: own("agent", "owed", "debit"),
  /** Protected time made available before the business paid. */
  advances: ours("platform:advances", "debit"),
  fees: ours("platform:fees", "credit"),
  stripeFees: ours("platform:stripe_fees", "debit"),
  fx: ours("platform:fx", "debit"),
  chargebacks: ours("platform:chargebacks", "debit"),
  writeOffs: ours("platform:write_offs", "debit"),
  /** The platform's own bank account, where Stripe sweeps to. */
  bank: ours("platform:bank", "debit"),
  /** The platform's balance at Stripe on a rail. */
  stripeBalance: (currency: string, rail: "a" | "b" = "a") => ours("stripe:balance", "debit", `stripe:${rail}:balance`)(currency),
  /** Money in agents' connected accounts and on its way from there. */
  stripeInTransit: ours("stripe:in_transit", "debit"),
  /** What reached agents' banks, in the contract's currency. */
  settled: ours("bank:settled", "debit"),
  /** Between two currencies: ends at zero, or at a remainder that is named. */
  clearing: ours("clearing", "debit"),
  vat: (jurisdiction: string, currency: string) => ours("tax", "credit", `tax:${jurisdiction}:vat`)(currency),
} satisfies Record<string, (...ids: never[]) => AccountRef>;

/** A balance on its normal side, from running sums. */
export function balanceOn(side: Side, debits: bigint, credits: bigint): bigint {
  return side === "debit" ? debits - credits : credits - debits;
}
