/**
 * Forms of VAT identification numbers, without the country's letters (ec.europa.eu/taxation_customs/vies, FAQ "What is the format of a VAT
 * number"; gov.uk; uid.admin.ch; skatteetaten.no; skatturinn.is). A right form is not a true number: only the authority knows that.
 */
const forms: Record<string, RegExp> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  GR: /^\d{9}$/,
  ES: /^[A-Z]\d{7}[A-Z]$|^\d{8}[A-Z]$|^[A-Z]\d{8}$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^\d{7}[A-Z]{1,2}$|^\d[A-Z+*]\d{5}[A-Z]$/,
  IT: /^\d{11}$/,
  LT: /^\d{9}$|^\d{12}$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{10}01$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  GB: /^\d{9}$|^\d{12}$|^(GD|HA)\d{3}$/,
  CH: /^E\d{9}(MWST|TVA|IVA)?$/,
  LI: /^\d{5}$/,
  NO: /^\d{9}(MVA)?$/,
  IS: /^\d{5,6}$/,
};

/** The letters in front of the number; the country's code but for Greece and Switzerland (whose "CHE" is country and letter). */
const prefixes: Record<string, string> = { GR: "EL" };
const prefixOf = (country: string) => prefixes[country] ?? country;

const digitsOf = (text: string) => [...text].map(Number);
const weighted = (text: string, weights: number[]) =>
  weights.reduce((sum, weight, index) => sum + weight * digitsOf(text)[index]!, 0);

/** ISO 7064, MOD 11,10: Germany and Croatia. */
function mod11By10(text: string): boolean {
  let product = 10;
  for (const digit of digitsOf(text.slice(0, -1))) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(text.at(-1));
}

/** Luhn: Italy, and the organisation number inside Sweden's. */
function luhn(text: string): boolean {
  const sum = digitsOf(text)
    .reverse()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === 0;
}

const mod97 = (text: string) => Number(BigInt(text) % 97n);

/** Check digits, where the authority publishes them and they are simple. */
const checks: Record<string, (number: string) => boolean> = {
  BE: (n) => 97 - mod97(n.slice(0, 8)) === Number(n.slice(8)),
  DE: mod11By10,
  DK: (n) => weighted(n, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  FI: (n) => {
    const rest = weighted(n, [7, 9, 10, 5, 8, 4, 2]) % 11;
    return rest !== 1 && (rest === 0 ? 0 : 11 - rest) === Number(n[7]);
  },
  FR: (n) => (/^\d{2}/.test(n) ? (12 + 3 * mod97(n.slice(2))) % 97 === Number(n.slice(0, 2)) : true),
  GR: (n) => (weighted(n, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === Number(n[8]),
  HR: mod11By10,
  IT: luhn,
  LU: (n) => Number(n.slice(0, 6)) % 89 === Number(n.slice(6)),
  NO: (n) => {
    const rest = weighted(n, [3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    return rest !== 1 && (rest === 0 ? 0 : 11 - rest) === Number(n[8]);
  },
  PL: (n) => weighted(n, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(n[9]),
  PT: (n) => {
    const check = 11 - (weighted(n, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
    return (check > 9 ? 0 : check) === Number(n[8]);
  },
  SE: (n) => luhn(n.slice(0, 10)),
  SK: (n) => BigInt(n) % 11n === 0n,
};

/** Capital letters and digits only: "pt 510.000-002" is "PT510000002". */
export function tidyVatNumber(typed: string): string {
  return typed.toUpperCase().replace(/[\s.\-/]/g, "");
}

/**
 * What is wrong with a VAT number for a country: a catalogue key of taxes, or null when its form is right.
 * @param number tidy, with the country's letters in front ("EL" for Greece, "CHE" for Switzerland; Northern Ireland's "XI" counts as GB)
 */
export function vatNumberFault(number: string, country: string): string | null {
  const form = forms[country];
  // Elsewhere numbers are kept as they are written: their form is not known here.
  if (!form) return /^[A-Z0-9]{4,20}$/.test(number) ? null : "taxes:faults.vatForm";
  const prefix = country === "GB" && number.startsWith("XI") ? "XI" : prefixOf(country);
  if (!number.startsWith(prefix)) return "taxes:faults.vatPrefix";
  const rest = number.slice(prefix.length);
  if (!form.test(rest)) return "taxes:faults.vatForm";
  return checks[country]?.(rest) === false ? "taxes:faults.vatCheck" : null;
}
