import { add as addDinero, type Dinero, dinero, toSnapshot } from "dinero.js/bigint";
import * as iso from "dinero.js/bigint/currencies";
import { z } from "zod";

/** An amount in minor units (cents, øre, whole yen) of an ISO 4217 currency. Never a float. */
export interface Money {
  minor: bigint;
  currency: string;
}

/** Currencies a contract, bill and balance may be in (product.md, "Pay"). */
export const settlementCurrencies = ["USD", "EUR", "GBP"] as const;
export type SettlementCurrency = (typeof settlementCurrencies)[number];
export const settlementCurrency = z.enum(settlementCurrencies, "errors:currencyUnknown");

/** Stripe keeps ISK and UGX as two-decimal amounts that end in 00 (docs.stripe.com/currencies, special cases). */
const stripeExponents: Record<string, number> = { ISK: 2, UGX: 2 };
const currencies = iso as unknown as Record<string, { code: string; base: bigint; exponent: bigint } | undefined>;

export function isCurrency(code: string): boolean {
  return currencies[code] !== undefined;
}

/** Digits after the decimal point of one unit. @throws RangeError for a code that is not ISO 4217 */
export function exponentOf(currency: string): number {
  const known = currencies[currency];
  if (!known) throw new RangeError(`unknown currency ${currency}`);
  return stripeExponents[currency] ?? Number(known.exponent);
}

export function money(minor: bigint | number, currency: string): Money {
  exponentOf(currency);
  return { minor: BigInt(minor), currency };
}

function asDinero(value: Money): Dinero<bigint> {
  return dinero({ amount: value.minor, currency: currencies[value.currency]!, scale: BigInt(exponentOf(value.currency)) });
}

/** @throws when the currencies differ: money of two currencies never meets without a rate */
export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`cannot add ${b.currency} to ${a.currency}`);
  return { minor: toSnapshot(addDinero(asDinero(a), asDinero(b))).amount, currency: a.currency };
}

/** numerator / denominator rounded half up; both zero or positive. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator * 2n + denominator) / (denominator * 2n);
}

/** A share in basis points, rounded half up once: 1000 bps = 10%. */
export function basisPointsOf(value: Money, bps: number): Money {
  return money(divideHalfUp(value.minor * BigInt(bps), 10_000n), value.currency);
}

/**
 * Reads what a person typed ("7.25", "7,25", "1 200") as money.
 * @returns null when it is no amount, or has more decimals than the currency
 */
export function parseMoney(text: string, currency: string): Money | null {
  const digits = exponentOf(currency);
  const match = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim().replace(/[\s ']/g, ""));
  if (!match) return null;
  const fraction = match[2] ?? "";
  if (fraction.length > digits) return null;
  return money(BigInt(match[1]! + fraction.padEnd(digits, "0")), currency);
}

/** Decimal text in major units without grouping, as Stripe's reports and CSV files write it: 28940n USD is "289.40". */
export function toMajor(value: Money): string {
  const digits = exponentOf(value.currency);
  const sign = value.minor < 0n ? "-" : "";
  const text = (value.minor < 0n ? -value.minor : value.minor).toString().padStart(digits + 1, "0");
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Scale of the bigint rates below: a rate of 1.0862 is 1_086_200_000n. */
export const RATE_SCALE = 1_000_000_000n;

/** "0.92141" to a rate scaled by RATE_SCALE; digits past the ninth are cut. */
export function parseRate(text: string): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole) * RATE_SCALE + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}

/**
 * Converts at a reference rate, rounded half up.
 * @param rate units of `to` for one unit of the value's currency, scaled by RATE_SCALE
 */
export function convertMoney(value: Money, to: string, rate: bigint): Money {
  const shift = exponentOf(to) - exponentOf(value.currency);
  const up = shift > 0 ? 10n ** BigInt(shift) : 1n;
  const down = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  return money(divideHalfUp(value.minor * rate * up, RATE_SCALE * down), to);
}
