/**
 * Real reference rates of one day: units for one US dollar.
 * Source: npm package @fawazahmed0/currency-api 2026.9.29 (https://github.com/fawazahmed0/exchange-api), rates of 2026-09-29.
 */
const perDollar: Record<string, string> = {
  usd: "1",
  cad: "1.41883839",
  chf: "0.83337046",
  czk: "21.4727314",
  dkk: "6.57977819",
  eur: "0.88022588",
  gbp: "0.75538854",
  huf: "323.46181085",
  isk: "120.56410863",
  nok: "9.54687473",
  pln: "3.84930694",
  ron: "4.64606584",
  sek: "9.98048953",
};

/** What Stripe keeps of every conversion: 1% over the reference rate (stripe.com/connect/pricing, currency conversion, US platforms). */
const SPREAD_BPS = 100n;
const SCALE = 1_000_000_000n;
/** Stripe shows exchange rates with six decimals. */
const SHOWN = 1_000_000n;

function scaled(code: string): bigint {
  const [whole = "0", fraction = ""] = perDollar[code]!.split(".");
  return BigInt(whole) * SCALE + BigInt(fraction.padEnd(9, "0"));
}

/** Whole units only: ISK is kept as a two-decimal currency that ends in 00 (docs.stripe.com/currencies, special cases). */
const endsInZeros = new Set(["isk"]);

/**
 * Converts at the table's rate less the spread. `rate` is what the balance transaction shows: amount x rate = converted, rounded half up.
 * Every currency of rail A has two decimals at Stripe, so minor units convert as they are.
 */
export function convert(amount: number, from: string, to: string): { amount: number; rate: number } {
  const rate = (scaled(to) * SHOWN * (10_000n - SPREAD_BPS)) / (scaled(from) * 10_000n);
  const unit = endsInZeros.has(to) ? 100n : 1n;
  const converted = ((BigInt(amount) * rate * 2n + SHOWN * unit) / (SHOWN * unit * 2n)) * unit;
  return { amount: Number(converted), rate: Number(rate) / Number(SHOWN) };
}

/** Currencies whose payouts are whole units though the balance has two decimals (docs.stripe.com/currencies, special cases). */
export const wholeUnitPayouts = new Set(["huf", "isk"]);
