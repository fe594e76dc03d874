import { z } from "zod";
import { isCountry } from "#app/domain/accounts/countries.ts";
import { regionsOf } from "./regions.ts";
import { classifications, fatcaStatuses, formsFor, questionsFor } from "./tax-forms.ts";
import { type Entity, taxIdFault, tidyTaxId } from "./tax-id.ts";
import { tidyVatNumber, vatNumberFault } from "./vat-number.ts";

export interface TaxSubject {
  kind: "agent" | "business";
  id: string;
}

const text = (most: number) => z.string().trim().min(1).max(most);
const optional = (most: number) => z.string().trim().max(most).default("");
const isDay = (day: string) => {
  const read = new Date(`${day}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(read.getTime()) && read.toISOString().slice(0, 10) === day;
};

const place = {
  legalName: text(160),
  entity: z.enum(["individual", "company"]),
  country: z.string().refine(isCountry, "errors:countryUnknown"),
  region: optional(10),
  address: text(200),
  city: text(100),
  postcode: optional(20),
  vatNumber: optional(30).transform(tidyVatNumber),
};

type Problems = { addIssue(issue: { code: "custom"; path: string[]; message: string }): void };
const problem = (problems: Problems, field: string, message: string) =>
  problems.addIssue({ code: "custom", path: [field], message });

function checkPlace(
  { country, region, vatNumber }: { country: string; region: string; vatNumber: string },
  problems: Problems,
): void {
  const regions = regionsOf(country);
  if (regions.length > 0 && !regions.some((one) => one.code === region)) problem(problems, "region", "taxes:faults.region");
  const fault = vatNumber === "" ? null : vatNumberFault(vatNumber, country);
  if (fault) problem(problems, "vatNumber", fault);
}

/** What a business tells for its documents. It is registered when it has a number. */
export const businessTaxInput = z.object(place).superRefine(checkPlace);

/** What an agent tells and signs. Which answers must be there, the forms of the country and entity say (tax-forms.ts). */
export const agentTaxInput = z
  .object({
    ...place,
    vatRegistered: z.boolean().default(false),
    /** Empty keeps what is on file. */
    taxId: optional(30).transform(tidyTaxId),
    birthDate: optional(10),
    classification: optional(30),
    fatca: optional(30),
    registrationNumber: optional(40),
    workPlace: z.boolean().default(false),
    certified: z.boolean().default(false),
    signedName: text(160),
  })
  .superRefine((given, problems) => {
    checkPlace(given, problems);
    const { country, entity } = given;
    if (given.vatRegistered && given.vatNumber === "") problem(problems, "vatNumber", "errors:required");
    const asked = questionsFor(country, entity);
    if (given.taxId !== "") {
      const fault = taxIdFault(given.taxId, country, entity);
      if (fault) problem(problems, "taxId", fault);
    }
    if (given.birthDate !== "" && (!isDay(given.birthDate) || given.birthDate < "1900-01-01"))
      problem(problems, "birthDate", "errors:zod.invalid_format.date");
    const choices = classificationsFor(country, entity);
    if (asked.includes("classification") && choices.length > 0 && !choices.includes(given.classification))
      problem(problems, "classification", "errors:zod.invalid_value");
    if (asked.includes("fatca") && !(fatcaStatuses as readonly string[]).includes(given.fatca))
      problem(problems, "fatca", "errors:zod.invalid_value");
    if (asked.includes("registrationNumber") && given.registrationNumber === "")
      problem(problems, "registrationNumber", "errors:required");
    if (asked.includes("workPlace") && !given.workPlace) problem(problems, "workPlace", "taxes:faults.workPlace");
    if (!given.certified) problem(problems, "certified", "taxes:faults.certified");
  });

/** The choices of line 3a of the W-9 or line 4 of the W-8BEN-E; empty when the form does not ask. */
export function classificationsFor(country: string, entity: Entity): readonly string[] {
  const form = formsFor(country, entity)[0];
  return form === "W-9" || form === "W-8BEN-E" ? classifications[form][entity] : [];
}

/** Least age of an agent (sign-up is for adults). */
const ADULT_YEARS = 18;

/** @param today ISO day; both as "2026-11-23" */
export function isAdultOn(birthDate: string, today: string): boolean {
  return `${Number(birthDate.slice(0, 4)) + ADULT_YEARS}${birthDate.slice(4)}` <= today;
}
