import type { Entity } from "./tax-id.ts";
import { euCountries } from "./vat-rates.ts";

export type TaxForm = "W-9" | "W-8BEN" | "W-8BEN-E" | "DAC7";

/** Questions beside name, address and signature. */
export type TaxQuestion = "taxId" | "birthDate" | "classification" | "fatca" | "registrationNumber" | "workPlace";

/** What each form asks, and how long it holds. Read in November 2026. */
export const taxForms: Record<TaxForm, { questions: TaxQuestion[]; years: number | null; source: string }> = {
  "W-9": {
    questions: ["taxId", "classification"],
    years: null,
    source: "irs.gov, Form W-9 (rev. March 2024): taxpayer number and certification of a US person",
  },
  "W-8BEN": {
    questions: ["taxId", "birthDate", "workPlace"],
    years: 3,
    source:
      "irs.gov, Form W-8BEN (rev. October 2021): foreign status of an individual; holds to the end of the third year after signing",
  },
  "W-8BEN-E": {
    questions: ["taxId", "classification", "fatca", "workPlace"],
    years: 3,
    source: "irs.gov, Form W-8BEN-E (rev. October 2021): foreign status of an entity, chapters 3 and 4",
  },
  DAC7: {
    questions: ["taxId", "birthDate", "registrationNumber"],
    years: null,
    source: "Directive (EU) 2021/514, annex V, section II.B: what platforms collect of sellers who live in the EU",
  },
};

/** Answers of the W-9 (line 3a) and of the W-8BEN-E (line 4), and its status under FATCA (line 5), those that small service firms have. */
export const classifications: Record<"W-9" | "W-8BEN-E", Record<Entity, readonly string[]>> = {
  "W-9": { individual: ["soleProprietor"], company: ["llc", "cCorporation", "sCorporation", "partnership"] },
  "W-8BEN-E": { individual: [], company: ["corporation", "partnership", "disregarded"] },
};
export const fatcaStatuses = ["activeNffe", "passiveNffe", "nonprofit"] as const;

/**
 * The forms an agent signs before the first payout, the one that is kept as the profile's form first (money.md, "Traps"). Businesses sign
 * none: they pay, and their profile only stands on documents.
 */
export function formsFor(country: string, entity: Entity): TaxForm[] {
  if (country === "US") return ["W-9"];
  const foreign: TaxForm = entity === "company" ? "W-8BEN-E" : "W-8BEN";
  return euCountries.has(country) ? [foreign, "DAC7"] : [foreign];
}

/** The questions of all forms somebody signs, once each. An individual has no registration number, a company no birth date. */
export function questionsFor(country: string, entity: Entity): TaxQuestion[] {
  const asked = formsFor(country, entity).flatMap((form) => taxForms[form].questions);
  const not: TaxQuestion[] = entity === "company" ? ["birthDate"] : ["registrationNumber", "fatca"];
  return [...new Set(asked)].filter((one) => !not.includes(one));
}

/** The last day on which a form signed on a day holds; null = until facts change (Treas. Reg. § 1.1441-1(e)(4)(ii)). @param signedOn ISO day */
export function formHoldsUntil(form: TaxForm, signedOn: string): string | null {
  const { years } = taxForms[form];
  return years === null ? null : `${Number(signedOn.slice(0, 4)) + years}-12-31`;
}

export const formStates = ["missing", "valid", "expiring", "expired"] as const;
export type FormState = (typeof formStates)[number];
/** Days before the end in which a new form is asked for. */
const EXPIRING_DAYS = 60;

/** @param today ISO day, UTC */
export function formState(profile: { signedAt: Date | null; validUntil: string | null } | null, today: string): FormState {
  if (!profile?.signedAt) return "missing";
  if (!profile.validUntil) return "valid";
  if (profile.validUntil < today) return "expired";
  const left = (Date.parse(profile.validUntil) - Date.parse(today)) / 86_400_000;
  return left < EXPIRING_DAYS ? "expiring" : "valid";
}

/** A form is asked for when there is none that holds, or soon none. */
export const mustAsk = (state: FormState): boolean => state !== "valid";
/** Days between two automatic reminders. */
export const REMIND_DAYS = 7;
