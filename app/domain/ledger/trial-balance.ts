import type { AccountBalance } from "./balances.server.ts";

export interface TrialRow {
  kind: string;
  accounts: number;
  /** Sum of the balances that stand on the debit side, minor units; those on the credit side beside it. */
  debit: bigint;
  credit: bigint;
}

export interface TrialCurrency {
  currency: string;
  rows: TrialRow[];
  debit: bigint;
  credit: bigint;
}

/** A trial balance per currency: each account's net on the side it stands on, summed by kind. Both columns are equal, or a posting is broken. */
export function trialByCurrency(balances: AccountBalance[]): TrialCurrency[] {
  const found = new Map<string, TrialCurrency>();
  for (const { currency, kind, debits, credits } of balances) {
    const trial = found.get(currency) ?? { currency, rows: [], debit: 0n, credit: 0n };
    found.set(currency, trial);
    let row = trial.rows.find((one) => one.kind === kind);
    if (!row) {
      row = { kind, accounts: 0, debit: 0n, credit: 0n };
      trial.rows.push(row);
    }
    const net = debits - credits;
    row.accounts += 1;
    if (net > 0n) row.debit += net;
    else row.credit -= net;
  }
  for (const trial of found.values()) {
    trial.debit = trial.rows.reduce((sum, row) => sum + row.debit, 0n);
    trial.credit = trial.rows.reduce((sum, row) => sum + row.credit, 0n);
    trial.rows.sort((a, b) => kindOrder(a.kind) - kindOrder(b.kind) || (a.kind < b.kind ? -1 : 1));
  }
  return [...found.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** The order of the money's way: what businesses owe, what agents are owed, Stripe, the platform. */
const order = [
  "business:receivable",
  "business:credit",
  "agent:pending",
  "agent:held",
  "agent:available",
  "agent:in_transit",
  "agent:paid_out",
  "agent:owed",
  "stripe:balance",
  "stripe:in_transit",
  "bank:settled",
  "platform:bank",
  "platform:fees",
  "platform:stripe_fees",
  "platform:fx",
  "platform:advances",
  "platform:chargebacks",
  "platform:write_offs",
  "tax",
  "clearing",
];
export function kindOrder(kind: string): number {
  const place = order.indexOf(kind);
  return place < 0 ? order.length : place;
}
export const accountKinds: readonly string[] = order;

/** A moment typed as "2026-11-18T02:00", UTC, up to the end of that minute; null when it is none. */
export function momentOf(typed: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(typed)) return null;
  const moment = new Date(`${typed}:59.999Z`);
  return Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 16) !== typed ? null : moment;
}
