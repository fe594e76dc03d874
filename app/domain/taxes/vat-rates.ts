/** A rate in hundredths of a percent (halves exist: 487.5 is 4.875%), in force from a day (included) until the next row of the same place; `source` says where it is written. */
export interface DatedRate {
  place: string;
  /** ISO day. */
  from: string;
  bps: number;
  source: string;
}

const rate = (place: string, from: string, bps: number, source: string): DatedRate => ({ place, from, bps, source });

/** Members of the European Union on the day of reading (europa.eu, November 2026). */
export const euCountries: ReadonlySet<string> = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "),
);

/** Places that belong to another country's VAT area (Directive 2006/112/EC, article 7). */
const vatAreas: Record<string, string> = { MC: "FR", IM: "GB" };
export const vatAreaOf = (country: string): string => vatAreas[country] ?? country;

/**
 * Standard rates of value added tax, oldest first within a country. Read in November 2026 in the Commission's "Taxes in Europe" database and,
 * where the row names one, in the national act. A new rate is a new row; rows stay, because documents are taxed by their day.
 */
export const vatRates: readonly DatedRate[] = [
  rate("AT", "1984-01-01", 2000, "UStG 1994, § 10 (1)"),
  rate("BE", "1996-01-01", 2100, "Royal Decree no. 20, article 1"),
  rate("BG", "1999-01-01", 2000, "VAT Act, article 66"),
  rate("CY", "2014-01-13", 1900, "VAT Law 95(I)/2000, section 17"),
  rate("CZ", "2013-01-01", 2100, "Act 235/2004, § 47"),
  rate("DE", "2007-01-01", 1900, "UStG, § 12 (1)"),
  rate("DE", "2020-07-01", 1600, "UStG, § 28 (1), second Corona tax relief act"),
  rate("DE", "2021-01-01", 1900, "UStG, § 12 (1)"),
  rate("DK", "1992-01-01", 2500, "Momsloven, § 33"),
  rate("EE", "2009-07-01", 2000, "Käibemaksuseadus, § 15"),
  rate("EE", "2024-01-01", 2200, "Käibemaksuseadus, § 15, as amended 2023"),
  rate("EE", "2025-07-01", 2400, "Käibemaksuseadus, § 15, as amended 2025"),
  rate("ES", "2012-09-01", 2100, "Ley 37/1992, article 90"),
  rate("FI", "2013-01-01", 2400, "Arvonlisäverolaki, § 84"),
  rate("FI", "2024-09-01", 2550, "Arvonlisäverolaki, § 84, as amended 2024"),
  rate("FR", "2014-01-01", 2000, "Code général des impôts, article 278"),
  rate("GR", "2016-06-01", 2400, "Law 2859/2000, article 21; Law 4389/2016"),
  rate("HR", "2012-03-01", 2500, "VAT Act, article 38"),
  rate("HU", "2012-01-01", 2700, "Act CXXVII of 2007, § 82"),
  rate("IE", "2012-01-01", 2300, "VAT Consolidation Act 2010, section 46"),
  rate("IE", "2020-09-01", 2100, "Financial Provisions (Covid-19) (No. 2) Act 2020"),
  rate("IE", "2021-03-01", 2300, "VAT Consolidation Act 2010, section 46"),
  rate("IT", "2013-10-01", 2200, "DPR 633/1972, article 16"),
  rate("LT", "2009-09-01", 2100, "VAT Law IX-751, article 19"),
  rate("LU", "2015-01-01", 1700, "VAT Law of 12 February 1979, article 39"),
  rate("LU", "2023-01-01", 1600, "Law of 26 October 2022"),
  rate("LU", "2024-01-01", 1700, "VAT Law of 12 February 1979, article 39"),
  rate("LV", "2012-07-01", 2100, "VAT Law, section 41"),
  rate("MT", "2004-01-01", 1800, "VAT Act, chapter 406, article 19"),
  rate("NL", "2012-10-01", 2100, "Wet OB 1968, article 9"),
  rate("PL", "2011-01-01", 2300, "VAT Act of 11 March 2004, articles 41 and 146"),
  rate("PT", "2011-01-01", 2300, "CIVA, article 18 (mainland)"),
  rate("RO", "2017-01-01", 1900, "Fiscal Code, article 291"),
  rate("RO", "2025-08-01", 2100, "Law 141/2025"),
  rate("SE", "1990-07-01", 2500, "Mervärdesskattelagen, chapter 9, section 2"),
  rate("SI", "2013-07-01", 2200, "ZDDV-1, article 41"),
  rate("SK", "2011-01-01", 2000, "Act 222/2004, § 27"),
  rate("SK", "2025-01-01", 2300, "Act 222/2004, § 27, as amended by Act 278/2024"),
  rate("GB", "2011-01-04", 2000, "VATA 1994, section 2"),
  rate("CH", "2018-01-01", 770, "MWSTG, article 25"),
  rate("CH", "2024-01-01", 810, "MWSTG, article 25, as amended for AHV 21"),
  rate("LI", "2018-01-01", 770, "MWSTG (LI), article 25"),
  rate("LI", "2024-01-01", 810, "MWSTG (LI), article 25"),
  rate("NO", "2005-01-01", 2500, "Merverdiavgiftsloven, § 5-1; Stortingets vedtak"),
  rate("IS", "2015-01-01", 2400, "Act 50/1988, article 14"),
];

/** GST or HST by the province of the customer (canada.ca, "GST/HST rates"; Place of Supply Regulations). Provincial sales taxes apart. */
export const gstRates: readonly DatedRate[] = [
  ...["AB", "BC", "MB", "NT", "NU", "QC", "SK", "YT"].map((one) =>
    rate(`CA-${one}`, "2008-01-01", 500, "Excise Tax Act, s. 165 (1)"),
  ),
  rate("CA-ON", "2010-07-01", 1300, "Excise Tax Act, schedule VIII"),
  rate("CA-NB", "2016-07-01", 1500, "Excise Tax Act, schedule VIII"),
  rate("CA-NL", "2016-07-01", 1500, "Excise Tax Act, schedule VIII"),
  rate("CA-PE", "2016-10-01", 1500, "Excise Tax Act, schedule VIII"),
  rate("CA-NS", "2010-07-01", 1500, "Excise Tax Act, schedule VIII"),
  rate("CA-NS", "2025-04-01", 1400, "Nova Scotia HST Regulations 2010, as amended 2024"),
];

/** The row in force on a day; null before the first one and for a place that is not listed. */
export function rateOn(rates: readonly DatedRate[], place: string, day: string): DatedRate | null {
  return rates.findLast((one) => one.place === place && one.from <= day) ?? null;
}
