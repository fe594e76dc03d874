import { expect, test } from "vitest";
import { type TaxParty, taxOnDocument, taxReasons } from "#app/domain/taxes/tax-on-document.ts";
import { usSalesTax } from "#app/domain/taxes/us-sales-tax.ts";
import { euCountries, gstRates, rateOn, vatRates } from "#app/domain/taxes/vat-rates.ts";
import { catalogue } from "#app/i18n/en/index.ts";

const registered = (country: string, vatNumber: string): TaxParty => ({ country, vatNumber, vatRegistered: true });
const marta = registered("PT", "PT510000002");
const lumen: TaxParty = { country: "DE", vatNumber: "DE136695976" };
const platform: TaxParty = { country: "US", region: "DE" };
const today = "2026-11-23";

const onWork = (issuer: TaxParty, recipient: TaxParty, net = 28_940n, on = today) =>
  taxOnDocument({ issuer, recipient, kind: "work", on, net });
const onFee = (recipient: TaxParty, net = 2_894n, on = today) =>
  taxOnDocument({ issuer: platform, recipient, kind: "fee", on, net });
const none = (reason: string) => ({ rateBps: 0, amount: 0n, jurisdiction: null, reason: `taxes:reasons.${reason}` });

test("a registered agent charges a business of her own country that country's rate, rounded half up once", () => {
  const pt = { country: "PT" };
  const tax = { rateBps: 2300, jurisdiction: "PT", reason: "taxes:reasons.domestic" };
  expect(onWork(marta, pt)).toEqual({ ...tax, amount: 6_656n }); // 66.562
  expect(onWork(marta, pt, 50n)).toEqual({ ...tax, amount: 12n }); // 11.5
});

test("between two EU countries the business accounts for the tax when its VAT number has the right form, else the agent charges hers", () => {
  expect(onWork(marta, lumen)).toEqual(none("reverseCharge"));
  const domestic = { rateBps: 2300, amount: 6_656n, jurisdiction: "PT", reason: "taxes:reasons.noVatNumber" };
  expect(onWork(marta, { country: "DE" })).toEqual(domestic);
  expect(onWork(marta, { country: "DE", vatNumber: "DE123" })).toEqual(domestic);
});

test.for<[string, TaxParty, TaxParty, string]>([
  ["an EU agent for a business in the US", marta, { country: "US", region: "TX" }, "outsideScope"],
  ["an EU agent for a business in Great Britain", marta, { country: "GB", vatNumber: "GB123456789" }, "outsideScope"],
  ["a British agent for a business of the EU", registered("GB", "GB123456789"), lumen, "outsideScope"],
  ["an agent who is not registered, at home", { country: "PT" }, { country: "PT" }, "smallBusiness"],
  ["an agent who is not registered, abroad", { country: "BR" }, lumen, "smallBusiness"],
  [
    "a registered agent at home in a country whose rate is not listed",
    registered("BR", "BR12345678"),
    { country: "BR" },
    "rateUnknown",
  ],
  ["two of the US", registered("US", "12-3456789"), { country: "US", region: "TX" }, "servicesExempt"],
  ["two of Canada, the province unsaid", registered("CA", "123456789RT0001"), { country: "CA" }, "stateUnknown"],
])("work of %s carries no tax, and says why", ([, issuer, recipient, reason]) => {
  expect(onWork(issuer, recipient)).toEqual(none(reason));
});

test("in Canada the customer's province decides between GST and HST", () => {
  const agent = registered("CA", "123456789RT0001");
  expect(onWork(agent, { country: "CA", region: "ON" }, 10_000n)).toMatchObject({ amount: 1_300n, jurisdiction: "CA-ON" });
  expect(onWork(agent, { country: "CA", region: "AB" }, 10_000n)).toMatchObject({ amount: 500n, jurisdiction: "CA-AB" });
  expect(onWork(agent, { country: "CA", region: "NS" }, 10_000n, "2025-03-31").amount).toBe(1_500n);
  expect(onWork(agent, { country: "CA", region: "NS" }, 10_000n, "2025-04-01").amount).toBe(1_400n);
});

test("Monaco is taxed like France", () => {
  expect(onWork(registered("FR", "FR83404833048"), { country: "MC" }, 10_000n)).toMatchObject({
    amount: 2_000n,
    jurisdiction: "FR",
  });
});

test.for<[string, TaxParty, bigint, string | null, string]>([
  ["an EU business with a VAT number", lumen, 0n, null, "reverseCharge"],
  ["an EU business without", { country: "DE" }, 550n, "DE", "destination"],
  ["a British business with a number", { country: "GB", vatNumber: "GB123456789" }, 0n, null, "reverseCharge"],
  ["a British business without", { country: "GB" }, 579n, "GB", "destination"],
  ["one in Connecticut", { country: "US", region: "CT" }, 184n, "US-CT", "salesTax"],
  ["one in Texas, at the rate on four fifths", { country: "US", region: "TX" }, 145n, "US-TX", "salesTax"],
  ["one in Oregon", { country: "US", region: "OR" }, 0n, null, "noSalesTax"],
  ["one in California", { country: "US", region: "CA" }, 0n, null, "servicesExempt"],
  ["one in Ohio, where staffing left the tax", { country: "US", region: "OH" }, 0n, null, "servicesExempt"],
  ["one whose state is not known", { country: "US", region: "" }, 0n, null, "stateUnknown"],
  ["one in Switzerland", { country: "CH" }, 0n, null, "none"],
  ["one in Brazil", { country: "BR" }, 0n, null, "none"],
])("the fee of %s", ([, recipient, amount, jurisdiction, reason]) => {
  expect(onFee(recipient)).toMatchObject({ amount, jurisdiction, reason: `taxes:reasons.${reason}` });
});

test("a fee of 1,000 dollars in New Mexico is taxed at 4.875%", () => {
  expect(onFee({ country: "US", region: "NM" }, 100_000n)).toMatchObject({ amount: 4_875n, rateBps: 488 });
});

test.for<[string, TaxParty, string, number, number]>([
  ["Estonia", { country: "EE" }, "2025-07-01", 2200, 2400],
  ["Romania", { country: "RO" }, "2025-08-01", 1900, 2100],
  ["Slovakia", { country: "SK" }, "2025-01-01", 2000, 2300],
  ["Finland", { country: "FI" }, "2024-09-01", 2400, 2550],
  ["the District of Columbia", { country: "US", region: "DC" }, "2026-10-01", 600, 700],
  ["Washington", { country: "US", region: "WA" }, "2025-10-01", 0, 650],
  ["Maryland", { country: "US", region: "MD" }, "2025-07-01", 0, 300],
  ["South Dakota", { country: "US", region: "SD" }, "2027-07-01", 420, 450],
])("a rate changes on its day: %s", ([, recipient, day, before, after]) => {
  const eve = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
  expect(onFee(recipient, 10_000n, eve).rateBps).toBe(before);
  expect(onFee(recipient, 10_000n, day)).toMatchObject({ rateBps: after, amount: BigInt(after) });
});

test("every EU country has a standard rate of at least 15%, every state and province a row, each with its source", () => {
  for (const country of euCountries) expect(rateOn(vatRates, country, today)!.bps, country).toBeGreaterThanOrEqual(1500);
  expect(new Set(usSalesTax.map((one) => one.place)).size).toBe(51);
  expect(new Set(gstRates.map((one) => one.place)).size).toBe(13);
  for (const table of [vatRates, usSalesTax, gstRates]) {
    for (const place of new Set(table.map((one) => one.place))) {
      const days = table.filter((one) => one.place === place).map((one) => one.from);
      expect(days, place).toEqual([...new Set(days)].sort());
    }
    expect(table.every((one) => one.source.length > 5)).toBe(true);
  }
});

test("every reason is a sentence of the catalogue", () => {
  expect(Object.keys(catalogue.taxes.reasons).sort()).toEqual([...taxReasons].sort());
});
