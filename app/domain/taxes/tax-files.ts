import { money, toMajor } from "#app/kernel/money.ts";
import { FX_DATE, inDollars, type YearOfWork } from "./tax-year.ts";

/** Who a report names. The number and the birth date are clear only in the file for the authority, otherwise their last signs. */
export interface ReportedAgent {
  agentId: string;
  name: string;
  entity: string;
  country: string;
  region: string;
  address: string;
  city: string;
  postcode: string;
  vatNumber: string;
  registrationNumber: string;
  taxId: string;
  taxIdCountry: string;
  birthDate: string;
  /** Last digits of the bank account that payouts go to. */
  bankLast4: string;
  years: readonly YearOfWork[];
}

type Cell = string | number;
export interface ReportFile {
  header: string[];
  rows: Cell[][];
}

const months = "january february march april may june july august september october november december".split(" ");
/** Business services, not elsewhere classified (ISO 18245). */
const MERCHANT_CATEGORY = "7399";

/**
 * Form 1099-K by its boxes, one row a payee (irs.gov, Instructions for Form 1099-K): gross amounts in US dollars without regard to fees,
 * refunds or credits; nobody's card was present.
 */
export function file1099K(agents: readonly ReportedAgent[]): ReportFile {
  const header = [
    "account_number",
    "payee_tin",
    "payee_name",
    "street_address",
    "city",
    "state",
    "zip",
    "country",
    "box_1a_gross_amount",
    "box_1b_card_not_present",
    "box_2_merchant_category_code",
    "box_3_payment_transactions",
    "box_4_federal_income_tax_withheld",
    ...months.map((month, index) => `box_5${"abcdefghijkl"[index]}_${month}`),
    "box_6_state",
    "box_8_state_income_tax_withheld",
    "converted_at_reference_rates_of",
  ];
  const rows = agents.map((agent) => {
    const dollars = (of: (year: YearOfWork) => bigint) =>
      toMajor(
        money(
          agent.years.reduce((sum, year) => sum + inDollars(of(year), year.currency), 0n),
          "USD",
        ),
      );
    // Months are converted one by one: the year is their sum, so that the boxes add up.
    const gross = toMajor(
      money(
        agent.years.reduce(
          (sum, year) => sum + year.months.reduce((total, month) => total + inDollars(month.gross, year.currency), 0n),
          0n,
        ),
        "USD",
      ),
    );
    return [
      agent.agentId,
      agent.taxId,
      agent.name,
      agent.address,
      agent.city,
      agent.region,
      agent.postcode,
      agent.country,
      gross,
      gross,
      MERCHANT_CATEGORY,
      agent.years.reduce((sum, year) => sum + year.transactions, 0),
      "0.00",
      ...months.map((_, index) => dollars((year) => year.months[index]!.gross)),
      agent.region,
      "0.00",
      agent.years.some((year) => year.currency !== "USD") ? FX_DATE : "",
    ];
  });
  return { header, rows };
}

/**
 * The fields that the directive lists for a seller of personal services (2021/514, annex V, section III.B.2), one row a seller and currency:
 * consideration after what was credited back, the number of activities, fees and taxes by quarter. The fee is paid by the business on top.
 */
export function fileDac7(agents: readonly ReportedAgent[]): ReportFile {
  const byQuarter = (name: string) => [1, 2, 3, 4].map((quarter) => `${name}_q${quarter}`);
  const header = [
    "seller_id",
    "legal_name",
    "seller_type",
    "street_address",
    "city",
    "postcode",
    "country",
    "tin",
    "tin_issued_by",
    "vat_number",
    "birth_date",
    "business_registration_number",
    "financial_account_identifier",
    "activity",
    "currency",
    ...byQuarter("consideration"),
    ...byQuarter("activities"),
    ...byQuarter("fees"),
    ...byQuarter("taxes"),
  ];
  const rows = agents.flatMap((agent) =>
    agent.years.map(({ currency, quarters }) => {
      const major = (minor: bigint) => toMajor(money(minor, currency));
      return [
        agent.agentId,
        agent.name,
        agent.entity,
        agent.address,
        agent.city,
        agent.postcode,
        agent.country,
        agent.taxId,
        agent.taxIdCountry,
        agent.vatNumber,
        agent.birthDate,
        agent.registrationNumber,
        agent.bankLast4,
        "PersonalServices",
        currency,
        ...quarters.map((one) => major(one.gross - one.credited)),
        ...quarters.map((one) => one.transactions),
        ...quarters.map((one) => major(one.fees)),
        ...quarters.map((one) => major(one.tax)),
      ];
    }),
  );
  return { header, rows };
}
