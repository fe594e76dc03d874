import type { DatedRate } from "./vat-rates.ts";

/**
 * State sales tax on what Deskhand sells: its fee for finding people who help a business's customers, and for the software around it. Most states
 * tax few services; where employment, staffing, help-supply or data services are taxed, the state's base rate stands here (local rates apart),
 * otherwise zero and why. Read in November 2026 in the state's code or its department's guidance, named in each row.
 */
export interface StateRate extends DatedRate {
  /** Why a rate is zero. */
  zero?: "noSalesTax" | "servicesExempt";
}

const taxed = (state: string, from: string, bps: number, source: string): StateRate => ({
  place: `US-${state}`,
  from,
  bps,
  source,
});
const free = (states: string, zero: "noSalesTax" | "servicesExempt", source: string): StateRate[] =>
  states.split(" ").map((state) => ({ place: `US-${state}`, from: "2018-06-21", bps: 0, source: `${source} (${state})`, zero }));

export const usSalesTax: readonly StateRate[] = [
  ...free("AK DE MT NH OR", "noSalesTax", "no state sales tax"),
  ...free(
    "AL AR AZ CA CO FL GA ID IL IN KS KY LA MA ME MI MN MO MS NC ND NE NJ NV NY OK RI SC TN UT VA VT WI WY",
    "servicesExempt",
    "staffing and support services are not among the taxed services",
  ),
  taxed("CT", "2011-07-01", 635, "Conn. Gen. Stat. § 12-407(a)(37)(C), personnel services; PS 2007(7)"),
  taxed(
    "DC",
    "2018-10-01",
    600,
    "D.C. Code § 47-2001(n)(1), employment and data processing services; OTR notice of 5 September 2018",
  ),
  taxed("DC", "2026-10-01", 700, "D.C. Code § 47-2002; FY 2026 Budget Support Act keeps 6% until 30 September 2026"),
  taxed("HI", "1965-07-01", 400, "Haw. Rev. Stat. § 237-13, general excise tax"),
  taxed("IA", "2008-07-01", 600, "Iowa Code § 423.2(6), private employment agency services"),
  ...free("MD", "servicesExempt", "data services were not taxed before July 2025"),
  taxed("MD", "2025-07-01", 300, "Md. Code, Tax-Gen. § 11-101, data and information technology services; Technical Bulletin 56"),
  taxed("NM", "2023-07-01", 487.5, "N.M. Stat. § 7-9-4, gross receipts tax of 4.875%"),
  taxed("OH", "2013-09-01", 575, "Ohio Rev. Code § 5739.01(B)(3), employment services"),
  { ...free("OH", "servicesExempt", "employment services left the tax by H.B. 110")[0]!, from: "2021-10-01" },
  taxed("PA", "1991-10-01", 600, "72 P.S. § 7201(o), help supply and employment agency services; 61 Pa. Code § 60.4"),
  taxed("SD", "2016-06-01", 450, "SDCL 10-45-4, all services"),
  taxed("SD", "2023-07-01", 420, "SDCL 10-45-4; H.B. 1137 of 2023"),
  taxed("SD", "2027-07-01", 450, "H.B. 1137 of 2023 ends on 30 June 2027"),
  ...free("TX", "servicesExempt", "fees of marketplaces were not data processing before the amended rule 3.330"),
  taxed(
    "TX",
    "2025-04-02",
    500,
    "Tex. Tax Code §§ 151.0035, 151.351 (6.25% on 80% of data processing); 34 TAC § 3.330 on marketplaces",
  ),
  ...free("WA", "servicesExempt", "temporary staffing was not a retail sale before ESSB 5814"),
  taxed("WA", "2025-10-01", 650, "RCW 82.04.050; ESSB 5814 (chapter 422, laws of 2025), temporary staffing and IT support"),
  taxed("WV", "1989-03-01", 600, "W. Va. Code § 11-15-8, all services not excepted"),
];
