import { referenceRate } from "#app/kernel/fx-rates.ts";
import { exponentOf, RATE_SCALE, settlementCurrencies } from "#app/kernel/money.ts";

/** The day of the tables below. */
export const MINIMUMS_DATE = "2026-11-01";
export const MINIMUMS_SOURCE = "docs.stripe.com/connect/cross-border-payouts/special-requirements";

/** Deskhand's own least payout by currency of the balance, minor units: below it a bank's fees eat too much. */
const ours: Record<string, bigint> = { USD: 1000n, EUR: 1000n, GBP: 1000n };

/**
 * Stripe's least payout by country, whole units of the local currency. Countries that are not here: one unit ("Typically, the minimum is one base
 * unit of the recipient account's local currency"), which is far below ours.
 */
const byCountry: Record<string, { currency: string; least: bigint }> = {
  BD: { currency: "BDT", least: 20n },
  CO: { currency: "COP", least: 140_000n },
  MX: { currency: "MXN", least: 10n },
  PH: { currency: "PHP", least: 20n },
};

/** The rate may move between our table's day and the payout: a tenth more than the reference asks for. */
const MARGIN_PERCENT = 110n;

/**
 * Least amount of a payout, minor units of the balance's currency: ours, or what the country's banks ask for at the reference rate, whichever is more.
 * @param country of the agent's bank account; only ours when it is not known yet
 */
export function payoutMinimum(currency: string, country?: string | null): bigint {
  const own = ours[currency] ?? 1000n;
  const theirs = country ? byCountry[country] : undefined;
  if (!theirs) return own;
  const unit = 10n ** BigInt(exponentOf(currency));
  const least = divideUp(theirs.least * unit * MARGIN_PERCENT * RATE_SCALE, referenceRate(currency, theirs.currency) * 100n);
  return least > own ? least : own;
}

const divideUp = (a: bigint, b: bigint) => (a + b - 1n) / b;

/** A person's own minimum is at least this in every currency that a balance may be in. */
export function leastOwnMinimum(country?: string | null): bigint {
  return settlementCurrencies.map((currency) => payoutMinimum(currency, country)).reduce((a, b) => (a > b ? a : b));
}
