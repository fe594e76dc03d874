export type Entity = "individual" | "company";

const digitsOf = (text: string) => [...text].map(Number);
const weighted = (text: string, weights: number[]) =>
  weights.reduce((sum, weight, index) => sum + weight * digitsOf(text)[index]!, 0);
const luhn = (text: string) =>
  digitsOf(text)
    .reverse()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0) %
    10 ===
  0;

/** ssa.gov: no area 000 or 666, no group 00, no serial 0000; numbers from 9 are ITINs (irs.gov). */
const socialSecurity = (n: string) => !/^(000|666)/.test(n) && n.slice(3, 5) !== "00" && n.slice(5) !== "0000";
const nif = (n: string) => {
  const check = 11 - (weighted(n, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (check > 9 ? 0 : check) === Number(n[8]);
};
const dni = (n: string) => {
  const number = Number(n.slice(0, -1).replace("X", "0").replace("Y", "1").replace("Z", "2"));
  return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] === n.at(-1);
};
/** ISO 7064, MOD 11,10. */
const steuerId = (n: string) => {
  let product = 10;
  for (const digit of digitsOf(n.slice(0, 10))) product = (((digit + product) % 10 || 10) * 2) % 11;
  return (11 - product) % 10 === Number(n[10]);
};
const pesel = (n: string) => (10 - (weighted(n, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === Number(n[10]);
const cpf = (n: string) => {
  const check = (length: number) => {
    const rest = weighted(
      n,
      Array.from({ length }, (_, index) => length + 1 - index),
    );
    return ((rest * 10) % 11) % 10 === Number(n[length]);
  };
  return check(9) && check(10);
};

interface Form {
  /** What people call it there. */
  name: string;
  form: RegExp;
  check?: (number: string) => boolean;
}
const of = (name: string, form: RegExp, check?: Form["check"]): Form => ({ name, form, check });

/**
 * Tax identification numbers where their form is known, without separators (OECD, "Tax identification numbers" by jurisdiction; the
 * Commission's "TIN on Europa"; irs.gov). Elsewhere any short text of letters and digits is taken.
 */
const forms: Record<string, Record<Entity, Form>> = {
  US: { individual: of("SSN / ITIN", /^\d{9}$/, socialSecurity), company: of("EIN", /^(?!00)\d{9}$/) },
  AT: { individual: of("Steuernummer", /^\d{9}$/), company: of("Steuernummer", /^\d{9}$/) },
  BE: { individual: of("NN", /^\d{11}$/), company: of("KBO / BCE", /^[01]\d{9}$/) },
  BR: { individual: of("CPF", /^\d{11}$/, cpf), company: of("CNPJ", /^[A-Z0-9]{12}\d{2}$/) },
  CA: { individual: of("SIN", /^\d{9}$/, luhn), company: of("BN", /^\d{9}$/) },
  CH: { individual: of("AHV / AVS", /^756\d{10}$/), company: of("UID", /^CHE\d{9}$/) },
  CZ: { individual: of("RČ", /^\d{9,10}$/), company: of("IČO", /^\d{8}$/) },
  DE: { individual: of("IdNr", /^[1-9]\d{10}$/, steuerId), company: of("Steuernummer", /^\d{10,13}$/) },
  DK: { individual: of("CPR", /^\d{10}$/), company: of("CVR", /^\d{8}$/) },
  ES: { individual: of("DNI / NIE", /^(\d{8}|[XYZ]\d{7})[A-Z]$/, dni), company: of("CIF", /^[A-Z]\d{7}[A-Z0-9]$/) },
  FI: { individual: of("HETU", /^\d{6}[-+A-Y]?\d{3}[0-9A-Y]$/), company: of("Y-tunnus", /^\d{8}$/) },
  FR: { individual: of("SPI", /^[0-3]\d{12}$/), company: of("SIREN", /^\d{9}$/, luhn) },
  GB: { individual: of("UTR / NINO", /^(\d{10}|[A-Z]{2}\d{6}[A-D])$/), company: of("UTR", /^\d{10}$/) },
  GR: { individual: of("ΑΦΜ", /^\d{9}$/), company: of("ΑΦΜ", /^\d{9}$/) },
  HR: { individual: of("OIB", /^\d{11}$/, steuerId), company: of("OIB", /^\d{11}$/, steuerId) },
  HU: { individual: of("Adóazonosító", /^8\d{9}$/), company: of("Adószám", /^\d{11}$/) },
  IE: { individual: of("PPS", /^\d{7}[A-W][A-IW]?$/), company: of("TRN", /^\d{7}[A-W][A-IW]?$/) },
  IN: { individual: of("PAN", /^[A-Z]{5}\d{4}[A-Z]$/), company: of("PAN", /^[A-Z]{5}\d{4}[A-Z]$/) },
  IT: {
    individual: of("Codice fiscale", /^[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{2}[A-Z][0-9A-Z]{3}[A-Z]$/),
    company: of("Partita IVA", /^\d{11}$/, luhn),
  },
  MX: { individual: of("RFC", /^[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}$/), company: of("RFC", /^[A-ZÑ&]{3}\d{6}[A-Z0-9]{3}$/) },
  NL: {
    individual: of("BSN", /^\d{9}$/, (n) => (weighted(n, [9, 8, 7, 6, 5, 4, 3, 2]) - Number(n[8])) % 11 === 0),
    company: of("RSIN", /^\d{9}$/),
  },
  NO: { individual: of("Fødselsnummer", /^\d{11}$/), company: of("Orgnr", /^\d{9}$/) },
  PL: { individual: of("PESEL / NIP", /^\d{10,11}$/, (n) => n.length === 10 || pesel(n)), company: of("NIP", /^\d{10}$/) },
  PT: { individual: of("NIF", /^[1-3]\d{8}$|^45\d{7}$/, nif), company: of("NIPC", /^[5-9]\d{8}$/, nif) },
  RO: { individual: of("CNP", /^[1-9]\d{12}$/), company: of("CUI", /^\d{2,10}$/) },
  SE: { individual: of("Personnummer", /^\d{10}$|^\d{12}$/, (n) => luhn(n.slice(-10))), company: of("Orgnr", /^\d{10}$/, luhn) },
};

/** What the number is called in its country; null where it is not known here. */
export function taxIdName(country: string, entity: Entity): string | null {
  return forms[country]?.[entity].name ?? null;
}

/** Capital letters and digits: "123-45-6789" is "123456789". */
export function tidyTaxId(typed: string): string {
  return typed.toUpperCase().replace(/[\s.\-/]/g, "");
}

/** What is wrong with a tidy number: a catalogue key of taxes, or null. */
export function taxIdFault(number: string, country: string, entity: Entity): string | null {
  const known = forms[country]?.[entity];
  if (!known) return /^[A-Z0-9]{4,24}$/.test(number) ? null : "taxes:faults.taxIdForm";
  if (!known.form.test(number)) return "taxes:faults.taxIdForm";
  return known.check && !known.check(number) ? "taxes:faults.taxIdCheck" : null;
}

/** The part that stays readable: the last four signs, fewer of a short number. */
export function lastSigns(number: string): string {
  return number.slice(-Math.min(4, Math.floor(number.length / 2)));
}
