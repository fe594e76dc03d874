import { divideHalfUp } from "#app/kernel/money.ts";
import { usSalesTax } from "./us-sales-tax.ts";
import { vatNumberFault } from "./vat-number.ts";
import { euCountries, gstRates, rateOn, vatAreaOf, vatRates } from "./vat-rates.ts";

/** A side of a document as far as its tax depends on it. Everybody in this product acts in business. */
export interface TaxParty {
  country: string;
  /** State of the US, province of Canada. */
  region?: string | null;
  vatNumber?: string | null;
  /** Only asked of agents: whether they charge tax at all. */
  vatRegistered?: boolean;
}

/** Why a document carries the tax that it carries; each is a sentence of the catalogue and stands on the document. */
export const taxReasons = [
  "domestic",
  "noVatNumber",
  "reverseCharge",
  "outsideScope",
  "smallBusiness",
  "rateUnknown",
  "destination",
  "salesTax",
  "noSalesTax",
  "servicesExempt",
  "stateUnknown",
  "none",
] as const;
export type TaxReason = `taxes:reasons.${(typeof taxReasons)[number]}`;

export interface DocumentTax {
  /** Hundredths of a percent as shown; the amount is computed at the exact rate (New Mexico's has three decimals). */
  rateBps: number;
  /** Minor units of the document's currency, rounded half up once. */
  amount: bigint;
  /** "PT", "US-CT", "CA-ON": whose tax it is; null without tax. */
  jurisdiction: string | null;
  reason: TaxReason;
}

type Place = { rateBps: number; jurisdiction: string | null; reason: (typeof taxReasons)[number] };

const untaxed = (reason: Place["reason"]): Place => ({ rateBps: 0, jurisdiction: null, reason });
const hasVatNumber = ({ country, vatNumber }: TaxParty) => Boolean(vatNumber) && vatNumberFault(vatNumber!, country) === null;

function vatOf(country: string, day: string, reason: Place["reason"]): Place {
  const known = rateOn(vatRates, vatAreaOf(country), day);
  return known ? { rateBps: known.bps, jurisdiction: known.place, reason } : untaxed("rateUnknown");
}

/**
 * An agent's work for a business. At home the agent's own rate. From one EU country to another the customer accounts for the tax when its VAT
 * number has the right form (Directive 2006/112/EC, articles 44 and 196); without one it counts as a consumer and pays the agent's rate
 * (article 45). All else lies outside the scope of the agent's tax.
 */
function taxOnWork(agent: TaxParty, business: TaxParty, day: string): Place {
  if (!agent.vatRegistered) return untaxed("smallBusiness");
  const [from, to] = [vatAreaOf(agent.country), vatAreaOf(business.country)];
  if (from === "US" && to === "US") return untaxed("servicesExempt");
  if (from === "CA" && to === "CA") {
    const known = rateOn(gstRates, `CA-${business.region ?? ""}`, day);
    return known ? { rateBps: known.bps, jurisdiction: known.place, reason: "domestic" } : untaxed("stateUnknown");
  }
  if (from === to) return vatOf(from, day, "domestic");
  if (!euCountries.has(from) || !euCountries.has(to)) return untaxed("outsideScope");
  return hasVatNumber(business) ? untaxed("reverseCharge") : vatOf(from, day, "noVatNumber");
}

/**
 * Deskhand's fee. A seller from the US: businesses of the EU and Great Britain with a VAT number account for it themselves (article 196; VATA
 * 1994, section 8), without one they pay their own country's rate; in the US the state's sales tax; nowhere else does Deskhand charge tax.
 */
function taxOnFee(business: TaxParty, day: string): Place {
  const to = vatAreaOf(business.country);
  if (euCountries.has(to) || to === "GB")
    return hasVatNumber(business) ? untaxed("reverseCharge") : vatOf(to, day, "destination");
  if (to !== "US") return untaxed("none");
  const state = usSalesTax.findLast((one) => one.place === `US-${business.region ?? ""}` && one.from <= day);
  if (!state) return untaxed("stateUnknown");
  if (state.bps === 0) return untaxed(state.zero ?? "servicesExempt");
  return { rateBps: state.bps, jurisdiction: state.place, reason: "salesTax" };
}

/**
 * The tax of a document as a whole; shares of its lines are the caller's, by largest remainder.
 * @param on the day of supply, ISO; its rate counts, not today's
 * @param net minor units
 */
export function taxOnDocument(document: {
  issuer: TaxParty;
  recipient: TaxParty;
  kind: "work" | "fee";
  on: string;
  net: bigint;
}): DocumentTax {
  const { issuer, recipient, kind, on, net } = document;
  const { rateBps, jurisdiction, reason } = kind === "work" ? taxOnWork(issuer, recipient, on) : taxOnFee(recipient, on);
  const amount = divideHalfUp(net * BigInt(rateBps * 10), 100_000n);
  return { rateBps: Math.round(rateBps), amount, jurisdiction, reason: `taxes:reasons.${reason}` };
}
