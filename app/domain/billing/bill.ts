import { lifecycle } from "#app/kernel/state-machine.ts";

/**
 * Life of a week's bill. On terms it waits for its Stripe invoice; what credit covers is paid at the close; a bank may take a payment back
 * (chargeback), and finance may give a claim up.
 */
export const billLifecycle = lifecycle({
  due: { charge: "charging", invoice: "invoiced", pay: "paid", writeOff: "writtenOff" },
  charging: { pay: "paid", fail: "failed" },
  failed: { charge: "charging", pay: "paid", invoice: "invoiced", writeOff: "writtenOff" },
  invoiced: { pay: "paid", writeOff: "writtenOff" },
  paid: { chargeBack: "failed" },
  writtenOff: { pay: "paid" },
});
export type BillState = (typeof billLifecycle.states)[number];

/** What is still to be paid of an unpaid bill: neither covered by credit at the close nor taken back by a credit note since; minor units. */
export function owedOf({ total, creditApplied, refunded }: { total: bigint; creditApplied: bigint; refunded: bigint }): bigint {
  const owed = total - creditApplied - refunded;
  return owed > 0n ? owed : 0n;
}

/** Least amounts that a card can be charged, minor units (docs.stripe.com/currencies, "Minimum and maximum charge amounts"). */
const leastCharges: Record<string, bigint> = { USD: 50n, EUR: 50n, GBP: 30n };
export function leastCharge(currency: string): bigint {
  return leastCharges[currency] ?? 100n;
}

/** How much of a bill its business's credit pays: all of it, or so much that a card can still be charged the rest. Minor units. */
export function creditToApply(total: bigint, balance: bigint, currency: string): bigint {
  if (balance >= total) return total;
  const most = total - leastCharge(currency);
  const applied = balance < most ? balance : most;
  return applied > 0n ? applied : 0n;
}

/** The series of Deskhand's own fee invoices; an agent's series is named after the agent. */
export const FEE_SERIES = "DH";
export function agentSeries(agentId: string): string {
  return `A-${agentId.slice(-8).toUpperCase()}`;
}

/** Credit notes have a series of their own beside the invoices of the same issuer. */
export function creditSeries(series: string): string {
  return `${series}-CN`;
}

/** "DH-2026-000014" */
export function invoiceName({ series, year, number }: { series: string; year: number; number: number }): string {
  return `${series}-${year}-${String(number).padStart(6, "0")}`;
}

/**
 * Whether a card can still be charged: it is valid to the end of its month (UTC); "soon" from the month before on.
 * @param now business time
 */
export function cardExpiry({ expMonth, expYear }: { expMonth: number; expYear: number }, now: Date): "expired" | "soon" | null {
  const left = expYear * 12 + expMonth - (now.getUTCFullYear() * 12 + now.getUTCMonth() + 1);
  return left < 0 ? "expired" : left <= 1 ? "soon" : null;
}
