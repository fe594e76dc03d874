// The rail by which an agent's country is paid (money.md, "Two rails"), as of 2026-11-01. Source: docs.stripe.com/connect/cross-border-payouts
// (rail A: US, CA, GB, CH and the EEA from a US platform) and docs.stripe.com/global-payouts/send-money/recipient-countries (rail B).

/** Rail A: country -> the currency its bank accounts are paid in. */
const railA: Record<string, string> = {
  AT: "EUR",
  BE: "EUR",
  BG: "EUR",
  CA: "CAD",
  CH: "CHF",
  CY: "EUR",
  CZ: "CZK",
  DE: "EUR",
  DK: "DKK",
  EE: "EUR",
  ES: "EUR",
  FI: "EUR",
  FR: "EUR",
  GB: "GBP",
  GR: "EUR",
  HR: "EUR",
  HU: "HUF",
  IE: "EUR",
  IS: "EUR",
  IT: "EUR",
  LI: "CHF",
  LT: "EUR",
  LU: "EUR",
  LV: "EUR",
  MT: "EUR",
  NL: "EUR",
  NO: "NOK",
  PL: "PLN",
  PT: "EUR",
  RO: "RON",
  SE: "SEK",
  SI: "EUR",
  SK: "EUR",
  US: "USD",
};

/**
 * Rail B: country -> the currency its bank accounts are paid in over local networks. Only currencies that the tables of rates know too; the
 * other countries of Stripe's list are opened with them.
 */
const railB: Record<string, string> = {
  BD: "BDT",
  BR: "BRL",
  CO: "COP",
  EG: "EGP",
  GH: "GHS",
  ID: "IDR",
  IN: "INR",
  KE: "KES",
  MA: "MAD",
  MX: "MXN",
  NG: "NGN",
  PE: "PEN",
  PH: "PHP",
  PK: "PKR",
  TN: "TND",
  TR: "TRY",
  VN: "VND",
  ZA: "ZAR",
};

/** Neither rail leads here: agents may make a profile, and are told before any work that Deskhand cannot pay there yet. */
const notYet = ["AR", "CL", "RS", "UY"];

export type Rail = "a" | "b";

export function railOf(country: string): Rail | null {
  if (country in railA) return "a";
  return country in railB ? "b" : null;
}

/** Currency of the country's bank payouts; null where there is none yet. */
export function payoutCurrencyOf(country: string): string | null {
  return railA[country] ?? railB[country] ?? null;
}

/** Countries an agent may sign up from. */
export const agentCountries = [...Object.keys(railA), ...Object.keys(railB), ...notYet].sort();

export function isPayable(country: string): boolean {
  return railOf(country) !== null;
}
