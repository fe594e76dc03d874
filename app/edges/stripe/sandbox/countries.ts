/**
 * Countries a US platform can transfer to, with the currency an account there is paid in: the United States, Canada, the United Kingdom,
 * Switzerland and the EEA. Source: docs.stripe.com/connect/account-capabilities#cross-border, read 2026-11-23.
 */
const eurozone = "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(" ");

export const transferCountries: Record<string, string> = {
  US: "usd",
  CA: "cad",
  GB: "gbp",
  CH: "chf",
  LI: "chf",
  CZ: "czk",
  DK: "dkk",
  HU: "huf",
  IS: "isk",
  NO: "nok",
  PL: "pln",
  RO: "ron",
  SE: "sek",
  ...Object.fromEntries(eurozone.map((country) => [country, "eur"])),
};

/**
 * Countries whose bank accounts Global Payouts reaches over local networks from a US platform, with the currency paid there. Source:
 * docs.stripe.com/global-payouts/send-money/recipient-countries, as of 2026-11-01; only those the table of rates knows too.
 */
export const globalPayoutCountries: Record<string, string> = {
  BD: "bdt",
  BR: "brl",
  CO: "cop",
  EG: "egp",
  GH: "ghs",
  ID: "idr",
  IN: "inr",
  KE: "kes",
  MA: "mad",
  MX: "mxn",
  NG: "ngn",
  PE: "pen",
  PH: "php",
  PK: "pkr",
  TN: "tnd",
  TR: "try",
  VN: "vnd",
  ZA: "zar",
};
