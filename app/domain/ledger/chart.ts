import { exponentOf } from "#app/kernel/money.ts";

export type Side = "debit" | "credit";
/** An account of the chart (money.md, "Ledger"): its id is derived and ends in its currency. */
export interface AccountRef {
  id: string;
  currency: string;
  kind: AccountKind;
  ownerId: string | null;
  /** The side on which it grows. */
  normalSide: Side;
}

const kinds = {
  "business:receivable": "debit",
  "business:credit": "credit",
  "agent:pending": "credit",
  "agent:held": "credit",
  "agent:available": "credit",
  "agent:in_transit": "credit",
  "agent:paid_out": "credit",
  "agent:owed": "debit",
  "platform:advances": "debit",
  "platform:fees": "credit",
  "platform:stripe_fees": "debit",
  "platform:fx": "debit",
  "platform:chargebacks": "debit",
  "platform:write_offs": "debit",
  "platform:bank": "debit",
  "stripe:balance": "debit",
  "stripe:in_transit": "debit",
  "bank:settled": "debit",
  tax: "credit",
  clearing: "debit",
} as const satisfies Record<string, Side>;
export type AccountKind = keyof typeof kinds;
export const accountKinds = Object.keys(kinds) as AccountKind[];

function account(kind: AccountKind, id: string, currency: string, ownerId: string | null = null): AccountRef {
  exponentOf(currency);
  return { id: `${id}:${currency}`, currency, kind, ownerId, normalSide: kinds[kind] };
}

type AgentAccount = "pending" | "held" | "available" | "in_transit" | "paid_out" | "owed";
type PlatformAccount = "advances" | "fees" | "stripe_fees" | "fx" | "chargebacks" | "write_offs" | "bank";

export const chart = {
  business: (id: string, which: "receivable" | "credit", currency: string) =>
    account(`business:${which}`, `business:${id}:${which}`, currency, id),
  agent: (id: string, which: AgentAccount, currency: string) => account(`agent:${which}`, `agent:${id}:${which}`, currency, id),
  platform: (which: PlatformAccount, currency: string) => account(`platform:${which}`, `platform:${which}`, currency),
  /** What Stripe holds for the platform on a rail. */
  stripeBalance: (rail: "a" | "b", currency: string) => account("stripe:balance", `stripe:${rail}:balance`, currency),
  stripeInTransit: (currency: string) => account("stripe:in_transit", "stripe:in_transit", currency),
  bankSettled: (currency: string) => account("bank:settled", "bank:settled", currency),
  tax: (jurisdiction: string, currency: string) => account("tax", `tax:${jurisdiction}:vat`, currency),
  clearing: (currency: string) => account("clearing", "clearing", currency),
};

/** A balance on its normal side, from running sums. */
export function balanceOn(side: Side, debits: bigint, credits: bigint): bigint {
  return side === "debit" ? debits - credits : credits - debits;
}
