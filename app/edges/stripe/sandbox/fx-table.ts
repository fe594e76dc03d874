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
  bdt: "123.16891421",
  brl: "5.22423802",
  cop: "3368.96109648",
  egp: "52.05019502",
  ghs: "11.64619458",
  idr: "18016.34310713",
  inr: "96.08534228",
  kes: "129.67469522",
  mad: "9.64796896",
  mxn: "18.00541451",
  ngn: "1326.1643995",
  pen: "3.41601334",
  php: "62.51753917",
  pkr: "277.13616015",
  tnd: "2.9692935",
  try: "48.99546313",
  vnd: "25947.76804973",
  zar: "16.44012275",
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

/** ISK is kept as a two-decimal currency that ends in 00, three-decimal ones end in 0 (docs.stripe.com/currencies, special cases). */
const smallestUnit: Record<string, bigint> = { isk: 100n, tnd: 10n };
/** Decimals where they are not two. */
const decimals: Record<string, number> = { vnd: 0, tnd: 3 };
const scaleOf = (code: string) => 10n ** BigInt(decimals[code] ?? 2);

/**
 * Converts at the table's rate less the spread. `rate` is what the balance transaction shows, in whole units: amount x rate = converted,
 * rounded half up in the smallest unit of the currency it becomes.
 */
export function convert(amount: number, from: string, to: string): { amount: number; rate: number } {
  const rate = (scaled(to) * SHOWN * (10_000n - SPREAD_BPS)) / (scaled(from) * 10_000n);
  const unit = smallestUnit[to] ?? 1n;
  const [above, below] = [BigInt(amount) * rate * scaleOf(to), SHOWN * scaleOf(from) * unit];
  const converted = ((above * 2n + below) / (below * 2n)) * unit;
  return { amount: Number(converted), rate: Number(rate) / Number(SHOWN) };
}

/** Currencies whose payouts are whole units though the balance has two decimals (docs.stripe.com/currencies, special cases). */
export const wholeUnitPayouts = new Set(["huf", "isk"]);
