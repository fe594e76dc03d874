import { eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { type PdfSheet, type PdfTable, writePdf } from "#app/edges/pdf/write-pdf.server.ts";
import { type Words, writtenDay, writtenMoney, writtenPercent, writtenTime } from "#app/edges/pdf/written.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { addDays, startOfWeek } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { bills, invoices, type PartyOnDocument, termsInvoices } from "#db/schema/billing.ts";
import { invoiceName } from "./bill.ts";
import { linesOf } from "./bills.server.ts";
import { platformParty } from "./platform-party.ts";

const corrected = alias(invoices, "corrected");

/** A document with all that stands on it. Two queries. @throws NotFound, Forbidden: the agent's own, or of a business whose bills one may see */
async function documentOf(db: Queryable, invoiceId: string, actor: Actor) {
  const [row] = await db
    .select({ document: invoices, bill: bills, terms: termsInvoices, corrected })
    .from(invoices)
    .innerJoin(bills, eq(bills.id, invoices.billId))
    .leftJoin(termsInvoices, eq(termsInvoices.id, bills.termsInvoiceId))
    .leftJoin(corrected, eq(corrected.id, invoices.corrects))
    .where(eq(invoices.id, invoiceId));
  if (!row) throw new NotFound();
  if (actor.kind === "agent") {
    if (row.document.issuerKind !== "agent") throw new NotFound();
    permit(actor, "earnings.view", { agentId: row.document.issuerId });
  } else permit(actor, "bills.view", row.bill);
  return { ...row, lines: await linesOf(db, eq(invoices.id, invoiceId)) };
}
type Found = Awaited<ReturnType<typeof documentOf>>;

/**
 * An agent's invoice, Deskhand's fee invoice or a credit note as a PDF, in the reader's language; its figures and parties are those of the day of
 * issue. @throws NotFound, Forbidden
 */
export async function documentPdf(
  db: Queryable,
  invoiceId: string,
  actor: Actor,
  words: Words,
): Promise<{ name: string; pdf: Buffer }> {
  const found = await documentOf(db, invoiceId, actor);
  return { name: `${invoiceName(found.document)}.pdf`, pdf: await writePdf(sheetOf(found, words)) };
}

function sheetOf(found: Found, words: Words): PdfSheet {
  const { document, bill, terms, corrected: original } = found;
  const { t } = words;
  const isCredit = document.kind === "credit_note";
  const agentName = document.issuer.name ?? found.lines[0]?.agentName ?? "";
  const sunday = addDays(startOfWeek(bill.week), 6);
  return {
    lang: words.intl,
    heading: t(isCredit ? "documents:creditNote" : "documents:invoice"),
    number: invoiceName(document),
    issuedAt: document.issuedAt,
    facts: [
      { label: t("documents:facts.issued"), value: writtenDay(words, document.issuedAt) },
      { label: t("documents:facts.week"), value: `${writtenDay(words, bill.week)} – ${writtenDay(words, sunday)}` },
      ...(original ? [{ label: t("documents:facts.corrects"), value: invoiceName(original) }] : []),
      ...(terms && !isCredit ? [{ label: t("documents:facts.due"), value: writtenDay(words, terms.dueAt) }] : []),
    ],
    parties: [
      { label: t("documents:from"), ...partyOn(document.issuer, agentName, words) },
      { label: t("documents:to"), ...partyOn(document.recipient, "", words) },
    ],
    notes: [
      ...(document.issuerKind === "agent" ? [t("documents:onBehalf", { platform: platformParty.name, agent: agentName })] : []),
      ...(isCredit ? [t("documents:creditText", { number: original ? invoiceName(original) : "" })] : []),
      ...(document.note ? [t("documents:reason", { reason: document.note })] : []),
    ],
    tables: [linesTable(found, words)],
    closing: [
      t(document.taxReason, { defaultValue: "" }),
      ...(isCredit ? [] : [t(`documents:payment.${bill.mode}`, { date: terms ? writtenDay(words, terms.dueAt) : "" })]),
    ].filter(Boolean),
    footer: [platformParty.name, ...platformParty.lines, words.countryName(platformParty.country)].join(" · "),
    pageOf: (page, pages) => t("documents:pageOf", { page, pages }),
  };
}

function partyOn({ name, lines = [], country, taxNumber }: PartyOnDocument, fallback: string, words: Words) {
  return {
    name: name || fallback,
    lines: [
      ...lines,
      ...(country ? [words.countryName(country)] : []),
      ...(taxNumber ? [words.t("documents:taxNumber", { number: taxNumber })] : []),
    ],
  };
}

function linesTable({ document, bill, lines }: Found, words: Words): PdfTable {
  const { t } = words;
  const amount = (minor: bigint) => writtenMoney(words, money(minor, document.currency));
  const rate = document.taxRateBps ?? 0;
  const place = document.taxJurisdiction ?? "";
  return {
    columns: [
      { label: t("documents:columns.work"), width: 5 },
      { label: t("documents:columns.time"), width: 1.6, align: "right" },
      { label: t("documents:columns.rate"), width: 1.7, align: "right" },
      { label: t("documents:columns.amount"), width: 1.9, align: "right" },
    ],
    rows: lines.map(({ line, agentName, title, week }) => {
      const what = `${agentName} · ${title}`;
      const when = week === bill.week ? "" : ` · ${t("documents:weekOf", { week: writtenDay(words, week) })}`;
      const isFee = line.kind === "fee" || line.kind === "bonus_fee" || line.kind === "fee_credit";
      const prefix = line.kind === "work" ? "" : `${t(`documents:lines.${line.kind}`)}: `;
      const shownRate = isFee
        ? line.rate > 0n
          ? writtenPercent(words, Number(line.rate))
          : ""
        : line.rate > 0n
          ? amount(line.rate)
          : "";
      return {
        cells: [
          `${prefix}${what}${when}`,
          line.minutes > 0 ? writtenTime(words, line.minutes) : "",
          shownRate,
          amount(line.amount),
        ],
      };
    }),
    totals: [
      { label: t("documents:totals.net"), value: amount(document.net) },
      {
        label:
          document.tax > 0n
            ? t("documents:totals.tax", { percent: writtenPercent(words, rate), place })
            : t("documents:totals.noTax"),
        value: amount(document.tax),
      },
      {
        label: t(document.kind === "credit_note" ? "documents:totals.credited" : "documents:totals.total"),
        value: amount(document.total),
        strong: true,
      },
    ],
  };
}
