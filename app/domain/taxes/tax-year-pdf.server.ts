import type { Context } from "#app/domain/accounts/permissions.ts";
import { type PdfTable, writePdf } from "#app/edges/pdf/write-pdf.server.ts";
import { type Words, writtenDay, writtenMoney } from "#app/edges/pdf/written.ts";
import { money } from "#app/kernel/money.ts";
import type { Queryable } from "#db/client.server.ts";
import { agentTaxYear, type InvoiceOfYear } from "./tax-year.server.ts";
import { reportOf, reportRules, type YearOfWork } from "./tax-year.ts";

/**
 * An agent's year as a PDF in the reader's language: a table by quarter for each currency, then every document it is made of. Nothing that is
 * sealed is on it. @throws NotFound, Forbidden
 */
export async function taxYearPdf(
  db: Queryable,
  { agentId, year }: { agentId: string; year: number },
  { actor, now }: Context,
  words: Words,
  nameOf: (document: InvoiceOfYear) => string,
): Promise<{ name: string; pdf: Buffer }> {
  const { years, documents, party } = await agentTaxYear(db, { agentId, year }, actor);
  const { t } = words;
  const { over, overTransactions } = reportRules["1099-K"];
  const { reason } = reportOf(party.country, years);
  const pdf = await writePdf({
    lang: words.intl,
    heading: t("taxes:year.statement"),
    number: String(year),
    issuedAt: now,
    facts: [
      { label: t("taxes:year.from"), value: writtenDay(words, `${year}-01-01`) },
      { label: t("taxes:year.to"), value: writtenDay(words, `${year}-12-31`) },
      { label: t("taxes:year.made"), value: writtenDay(words, now) },
    ],
    parties: [
      {
        label: t("taxes:desk.agent"),
        name: party.name,
        lines: [...party.lines, words.countryName(party.country), ...(party.vatNumber ? [party.vatNumber] : [])],
      },
    ],
    notes: [t("taxes:year.how")],
    tables: [...years.map((one) => quartersOf(one, words)), documentsOf(documents, words, nameOf)],
    closing: [t(`taxes:reported.${reason}`, { amount: writtenMoney(words, over), transactions: overTransactions })],
    footer: "Deskhand",
    pageOf: (page, pages) => t("documents:pageOf", { page, pages }),
  });
  return { name: `tax-statement-${year}.pdf`, pdf };
}

function quartersOf(year: YearOfWork, words: Words): PdfTable {
  const { t } = words;
  const right = "right" as const;
  const amount = (minor: bigint) => writtenMoney(words, money(minor, year.currency));
  const row = (label: string, one: Pick<YearOfWork, "gross" | "credited" | "tax" | "fees" | "transactions">) => [
    label,
    String(one.transactions),
    amount(one.gross),
    amount(one.credited),
    amount(one.tax),
    amount(one.fees),
  ];
  return {
    title: t("taxes:year.in", { currency: year.currency }),
    columns: [
      { label: t("taxes:year.period"), width: 1.2 },
      { label: t("taxes:figures.transactions"), width: 1.2, align: right },
      { label: t("taxes:figures.gross"), width: 1.9, align: right },
      { label: t("taxes:figures.credited"), width: 1.9, align: right },
      { label: t("taxes:figures.tax"), width: 1.9, align: right },
      { label: t("taxes:figures.fees"), width: 2, align: right },
    ],
    rows: [
      ...year.quarters.map((one, index) => ({ cells: row(t("taxes:year.quarter", { n: index + 1 }), one) })),
      { cells: row(t("taxes:year.sum"), year), strong: true },
    ],
  };
}

function documentsOf(documents: InvoiceOfYear[], words: Words, nameOf: (document: InvoiceOfYear) => string): PdfTable {
  const { t } = words;
  const right = "right" as const;
  return {
    title: t("taxes:year.documents"),
    columns: [
      { label: t("taxes:documents.issued"), width: 2 },
      { label: t("taxes:documents.number"), width: 2.8 },
      { label: t("taxes:documents.business"), width: 2.4 },
      { label: t("taxes:documents.net"), width: 1.7, align: right },
      { label: t("taxes:documents.tax"), width: 1.7, align: right },
    ],
    rows: documents.map((one) => {
      const sign = one.kind === "credit_note" ? -1n : 1n;
      const amount = (minor: bigint) => writtenMoney(words, money(sign * minor, one.currency));
      return {
        cells: [
          writtenDay(words, one.issuedAt),
          nameOf(one),
          `${one.businessName} (${one.businessCountry})`,
          amount(one.net),
          amount(one.tax),
        ],
      };
    }),
  };
}
