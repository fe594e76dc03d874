import { expect, test } from "vitest";
import { file1099K, fileDac7, type ReportedAgent } from "#app/domain/taxes/tax-files.ts";
import { type MonthOfWork, reportOf, totalsOf, yearParam, yearsOf, yearsUpTo } from "#app/domain/taxes/tax-year.ts";

const month = (wish: Partial<MonthOfWork> = {}): MonthOfWork => {
  const row = {
    agentId: "ana",
    currency: "USD",
    month: 11,
    gross: 28_940n,
    credited: 0n,
    tax: 0n,
    fees: 2_894n,
    transactions: 1,
  };
  const figures = { ...row, ...wish };
  return { ...figures, billed: wish.billed ?? figures.gross + figures.tax };
};

test("months add up to quarters and the year, each currency by itself", () => {
  const years = yearsOf([
    month({ month: 3 }),
    month({ month: 4, credited: 1_000n, fees: 2_794n }),
    month({ month: 11 }),
    month({ currency: "EUR", tax: 6_656n }),
  ]);
  expect(years.map((one) => [one.currency, one.gross, one.credited, one.tax, one.fees, one.transactions])).toEqual([
    ["USD", 86_820n, 1_000n, 0n, 8_582n, 3],
    ["EUR", 28_940n, 0n, 6_656n, 2_894n, 1],
  ]);
  expect(years[0]!.quarters.map((one) => [one.gross, one.transactions])).toEqual([
    [28_940n, 1],
    [28_940n, 1],
    [0n, 0],
    [28_940n, 1],
  ]);
  expect(totalsOf(years).map((one) => [one.currency, one.gross])).toEqual([
    ["EUR", 28_940n],
    ["USD", 86_820n],
  ]);
});

test.for([
  ["both thresholds exceeded", 2_000_001n, 201, "1099-K", "over"],
  ["exactly 20,000 dollars", 2_000_000n, 201, null, "under"],
  ["exactly 200 payments", 9_000_000n, 200, null, "under"],
  ["nothing", 0n, 0, null, "nothing"],
] as const)("a US person with %s", ([, gross, transactions, report, reason]) => {
  expect(reportOf("US", yearsOf([month({ gross, transactions })]))).toEqual({ report, reason });
});

test("euros of a US person count in dollars towards the threshold; EU residents are reported from the first payment, others not at all", () => {
  // 19,999 USD and 1 EUR, which is worth more than a dollar.
  const both = yearsOf([
    month({ gross: 1_999_900n, transactions: 200 }),
    month({ currency: "EUR", gross: 100n, transactions: 1 }),
  ]);
  expect(reportOf("US", both)).toEqual({ report: "1099-K", reason: "over" });
  const one = yearsOf([month({ gross: 100n })]);
  expect(reportOf("PT", one)).toEqual({ report: "DAC7", reason: "services" });
  expect(reportOf("GB", one)).toEqual({ report: null, reason: "foreign" });
});

const ana: ReportedAgent = {
  agentId: "ana",
  name: "Ana Almeida",
  entity: "individual",
  country: "PT",
  region: "",
  address: "Rua da Prata 12",
  city: "Lisboa",
  postcode: "1100-420",
  vatNumber: "",
  registrationNumber: "",
  taxId: "...7899",
  taxIdCountry: "PT",
  birthDate: "on file",
  bankLast4: "...1234",
  years: [],
};
const column = ({ header, rows }: { header: string[]; rows: (string | number)[][] }, name: string) =>
  rows.map((row) => row[header.indexOf(name)]);

test("the 1099-K file holds gross amounts before credits by month, which add up to box 1a, converted where they were not dollars", () => {
  const years = yearsOf([
    month({ month: 1, gross: 1_000_000n, credited: 50_000n, transactions: 150 }),
    month({ month: 12, gross: 1_500_000n, transactions: 100 }),
    month({ month: 12, currency: "EUR", gross: 88_022n }),
  ]);
  const file = file1099K([{ ...ana, country: "US", region: "OR", years }]);
  expect(file.header).toHaveLength(28);
  expect(column(file, "box_1a_gross_amount")).toEqual(["25999.99"]);
  expect(column(file, "box_5a_january")).toEqual(["10000.00"]);
  expect(column(file, "box_5l_december")).toEqual(["15999.99"]);
  expect(column(file, "box_3_payment_transactions")).toEqual([251]);
  expect(column(file, "converted_at_reference_rates_of")).toEqual(["2026-09-29"]);
  expect(column(file, "payee_tin")).toEqual(["...7899"]);
});

test("the DAC7 file holds what is left after credit notes, activities, fees and taxes by quarter, a row for each currency", () => {
  const years = yearsOf([month({ month: 2, credited: 940n, tax: 6_440n }), month({ currency: "EUR" })]);
  const file = fileDac7([{ ...ana, years }]);
  expect(column(file, "currency")).toEqual(["USD", "EUR"]);
  expect(column(file, "consideration_q1")).toEqual(["280.00", "0.00"]);
  expect(column(file, "taxes_q1")).toEqual(["64.40", "0.00"]);
  expect(column(file, "activities_q4")).toEqual([0, 1]);
  expect(column(file, "fees_q4")).toEqual(["0.00", "28.94"]);
  expect(column(file, "tin_issued_by")).toEqual(["PT", "PT"]);
});

test("years run from the platform's first to the present one", () => {
  const now = new Date("2027-01-01T00:00:00Z");
  expect(yearsUpTo(now)).toEqual([2027, 2026]);
  expect(["2025", "2026", "2027", "2028", "soon", undefined].map((one) => yearParam(one, now))).toEqual([
    null,
    2026,
    2027,
    null,
    null,
    null,
  ]);
});
