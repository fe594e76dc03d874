import { FX_DATE, referenceRate } from "#app/kernel/fx-rates.ts";
import { convertMoney, money } from "#app/kernel/money.ts";
import { euCountries } from "./vat-rates.ts";

/** A month of an agent's invoices in one currency, minor units; a document counts on the day of its issue, UTC. */
export interface MonthOfWork {
  agentId: string;
  currency: string;
  /** 1 to 12. */
  month: number;
  /** Work and bonuses invoiced, without tax and before any correction. */
  gross: bigint;
  /** Of that, given back by credit notes of the month. */
  credited: bigint;
  /** The agent's own tax, credit notes taken off. */
  tax: bigint;
  /** Deskhand's fee on the same work, paid by the business on top, credit notes taken off. */
  fees: bigint;
  /** Lines of invoices: a contract's week or a bonus each. */
  transactions: number;
  /** Gross and tax of the invoices: what the ledger booked as the agent's. */
  billed: bigint;
}

type Figures = Omit<MonthOfWork, "agentId" | "currency" | "month">;
export interface YearOfWork extends Figures {
  agentId: string;
  currency: string;
  /** January first. */
  months: Figures[];
  quarters: Figures[];
}

const nothing: Figures = { gross: 0n, credited: 0n, tax: 0n, fees: 0n, transactions: 0, billed: 0n };
const plus = (a: Figures, b: Figures): Figures => ({
  gross: a.gross + b.gross,
  credited: a.credited + b.credited,
  tax: a.tax + b.tax,
  fees: a.fees + b.fees,
  transactions: a.transactions + b.transactions,
  billed: a.billed + b.billed,
});
const sum = (figures: readonly Figures[]) => figures.reduce(plus, nothing);

/** Months to years, an entry for each agent and currency, in the order of the months' rows. */
export function yearsOf(rows: readonly MonthOfWork[]): YearOfWork[] {
  const months = new Map<string, Figures[]>();
  for (const { agentId, currency, month, ...figures } of rows) {
    const key = `${agentId} ${currency}`;
    const year = months.get(key) ?? Array.from({ length: 12 }, () => nothing);
    year[month - 1] = plus(year[month - 1]!, figures);
    months.set(key, year);
  }
  return [...months].map(([key, year]) => {
    const [agentId = "", currency = ""] = key.split(" ");
    const quarters = [0, 3, 6, 9].map((first) => sum(year.slice(first, first + 3)));
    return { agentId, currency, months: year, quarters, ...sum(year) };
  });
}

export interface YearTotal extends Figures {
  currency: string;
}

/** The platform's sums by currency. */
export function totalsOf(years: readonly YearOfWork[]): YearTotal[] {
  const currencies = [...new Set(years.map((one) => one.currency))].sort();
  return currencies.map((currency) => ({ currency, ...sum(years.filter((one) => one.currency === currency)) }));
}

export const reports = ["1099-K", "DAC7"] as const;
export type Report = (typeof reports)[number];

/** When a report is due, as read in November 2026. Both amounts of the 1099-K must be exceeded. */
export const reportRules = {
  "1099-K": {
    over: money(2_000_000n, "USD"),
    overTransactions: 200,
    source: "26 U.S.C. § 6050W(e), thresholds restored by Pub. L. 119-21, § 70432",
  },
  /** Sellers of goods are left out under 30 sales and 2,000 EUR; those of personal services are reported from the first one. */
  DAC7: { source: "Directive (EU) 2021/514, annex V, section I.B.4(d) and section III" },
  /** Only where Deskhand itself is the payer (its own desk agents), never for agents of the marketplace. */
  "1099-NEC": {
    source: "irs.gov, instructions for Forms 1099-MISC and 1099-NEC: what a settlement network pays belongs on the 1099-K",
  },
} as const;

export type ReportReason = "over" | "under" | "services" | "foreign" | "nothing";

/**
 * Which report of a year names an agent, and why. A 1099-NEC never does: the businesses pay the agents, Deskhand settles (money.md, "Traps").
 * @param country of the tax profile, or of the account until there is one
 * @param years the agent's year in every currency
 */
export function reportOf(country: string, years: readonly YearOfWork[]): { report: Report | null; reason: ReportReason } {
  const transactions = years.reduce((total, one) => total + one.transactions, 0);
  if (transactions === 0) return { report: null, reason: "nothing" };
  if (euCountries.has(country)) return { report: "DAC7", reason: "services" };
  if (country !== "US") return { report: null, reason: "foreign" };
  const { over, overTransactions } = reportRules["1099-K"];
  const gross = years.reduce((total, one) => total + inDollars(one.gross, one.currency), 0n);
  return gross > over.minor && transactions > overTransactions
    ? { report: "1099-K", reason: "over" }
    : { report: null, reason: "under" };
}

/** Cents of US dollars, other currencies at the reference rate of FX_DATE. */
export function inDollars(minor: bigint, currency: string): bigint {
  return currency === "USD" ? minor : convertMoney(money(minor, currency), "USD", referenceRate(currency, "USD")).minor;
}
export { FX_DATE };

/** First and last instant (excluded) of a calendar year, UTC. */
export function yearBounds(year: number): { from: Date; to: Date } {
  return { from: new Date(Date.UTC(year, 0, 1)), to: new Date(Date.UTC(year + 1, 0, 1)) };
}

/** The years that may be asked for: from the platform's first to the present one. */
export const FIRST_YEAR = 2026;

/** A year of an address; null unless it lies between the first and the present one. */
export function yearParam(param: string | undefined, now: Date): number | null {
  const year = /^\d{4}$/.test(param ?? "") ? Number(param) : Number.NaN;
  return year >= FIRST_YEAR && year <= now.getUTCFullYear() ? year : null;
}

/** The years that have a statement, newest first. */
export function yearsUpTo(now: Date): number[] {
  const last = now.getUTCFullYear();
  return Array.from({ length: Math.max(0, last - FIRST_YEAR + 1) }, (_, index) => last - index);
}
