/** States of the US with the District of Columbia (USPS codes); proper names, the same in every language here. */
const usStates =
  "AL Alabama;AK Alaska;AZ Arizona;AR Arkansas;CA California;CO Colorado;CT Connecticut;DE Delaware;DC District of Columbia;FL Florida;GA Georgia;HI Hawaii;ID Idaho;IL Illinois;IN Indiana;IA Iowa;KS Kansas;KY Kentucky;LA Louisiana;ME Maine;MD Maryland;MA Massachusetts;MI Michigan;MN Minnesota;MS Mississippi;MO Missouri;MT Montana;NE Nebraska;NV Nevada;NH New Hampshire;NJ New Jersey;NM New Mexico;NY New York;NC North Carolina;ND North Dakota;OH Ohio;OK Oklahoma;OR Oregon;PA Pennsylvania;RI Rhode Island;SC South Carolina;SD South Dakota;TN Tennessee;TX Texas;UT Utah;VT Vermont;VA Virginia;WA Washington;WV West Virginia;WI Wisconsin;WY Wyoming";
/** Provinces and territories of Canada (Canada Post codes). */
const caProvinces =
  "AB Alberta;BC British Columbia;MB Manitoba;NB New Brunswick;NL Newfoundland and Labrador;NT Northwest Territories;NS Nova Scotia;NU Nunavut;ON Ontario;PE Prince Edward Island;QC Québec;SK Saskatchewan;YT Yukon";

export interface Region {
  code: string;
  name: string;
}
const read = (text: string): Region[] => text.split(";").map((one) => ({ code: one.slice(0, 2), name: one.slice(3) }));
const regions: Record<string, Region[]> = { US: read(usStates), CA: read(caProvinces) };

/** The regions of a country whose taxes or addresses depend on them; empty elsewhere. */
export function regionsOf(country: string): Region[] {
  return regions[country] ?? [];
}
