import { lifecycle } from "#app/kernel/state-machine.ts";

/** Life of a week's bill. A failed charge is tried again; nothing is protected yet, so pay waits for "paid". */
export const billLifecycle = lifecycle({
  due: { charge: "charging" },
  charging: { pay: "paid", fail: "failed" },
  failed: { charge: "charging" },
  paid: {},
});
export type BillState = (typeof billLifecycle.states)[number];

/** Least amounts that a card can be charged, minor units (docs.stripe.com/currencies, "Minimum and maximum charge amounts"). */
const leastCharges: Record<string, bigint> = { USD: 50n, EUR: 50n, GBP: 30n };
export function leastCharge(currency: string): bigint {
  return leastCharges[currency] ?? 100n;
}

/** The series of Deskhand's own fee invoices; an agent's series is named after the agent. */
export const FEE_SERIES = "DH";
export function agentSeries(agentId: string): string {
  return `A-${agentId.slice(-8).toUpperCase()}`;
}

/** "DH-2026-000014" */
export function invoiceName({ series, year, number }: { series: string; year: number; number: number }): string {
  return `${series}-${year}-${String(number).padStart(6, "0")}`;
}

/** Why the tax line is zero for now: a catalogue key of billing, kept on the document. */
export const NO_TAX_REASON = "tax.notYet";
