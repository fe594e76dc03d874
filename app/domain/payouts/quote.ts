import { FX_DATE, hasReferenceRate, referenceRate } from "#app/kernel/fx-rates.ts";
import { convertMoney, type Money, money, parseRate, RATE_SCALE } from "#app/kernel/money.ts";
import { takesWholeUnits } from "./payout.ts";

/** Stripe's usual spread below the mid-market rate for a conversion between currencies, basis points (stripe.com/connect/pricing, "FX fee"). */
export const USUAL_SPREAD_BPS = 100n;

/** The reference between two currencies on its day; null without a conversion or without a rate in the table. @returns `rate` as decimal text */
export function referenceOf(currency: string, local: string | null): { rate: string; date: string } | null {
  if (!local || local === currency || !hasReferenceRate(currency) || !hasReferenceRate(local)) return null;
  return { rate: rateText(referenceRate(currency, local)), date: FX_DATE };
}

/** What an amount would be in the bank on rail A: at the reference rate less Stripe's usual spread, in whole units where the bank takes no others. */
export function estimateOf(amount: Money, local: string): { local: Money; rate: string } | null {
  const reference = referenceOf(amount.currency, local);
  if (!reference) return null;
  const rate = (parseRate(reference.rate) * (10_000n - USUAL_SPREAD_BPS)) / 10_000n;
  const { minor } = convertMoney(amount, local, rate);
  return { local: money(takesWholeUnits(local) ? minor - (minor % 100n) : minor, local), rate: rateText(rate) };
}

/** A rate scaled by RATE_SCALE as decimal text, "0.880225880". */
export function rateText(rate: bigint): string {
  return `${rate / RATE_SCALE}.${(rate % RATE_SCALE).toString().padStart(9, "0")}`;
}

/** How far a rate lies below another (negative) or above it, in basis points, rounded half away from zero. */
export function rateDifference(rate: bigint, reference: bigint): number {
  const doubled = (rate - reference) * 20_000n;
  return Number((doubled + (doubled < 0n ? -reference : reference)) / (reference * 2n));
}

/** A rate moves between looking and confirming; further than this the person looks again. */
const MOVES_BPS = 100;
export function isStill(shown: string, fresh: string): boolean {
  return Math.abs(rateDifference(parseRate(shown), parseRate(fresh))) <= MOVES_BPS;
}
