import { and, eq, gte, inArray, lt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { dateIn } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { bills, invoiceLines, invoices } from "#db/schema/billing.ts";
import { contracts } from "#db/schema/contracts.ts";
import { ledgerAccounts, ledgerPostings, ledgerTransactions } from "#db/schema/ledger.ts";
import { taxFormRequests, taxProfiles, taxSummaries } from "#db/schema/taxes.ts";
import { type FormState, formState } from "./tax-forms.ts";
import { type PartyProfile, subjectKey, taxProfilesOf } from "./tax-profiles.server.ts";
import { type MonthOfWork, type Report, type ReportReason, reportOf, type YearOfWork, yearBounds, yearsOf } from "./tax-year.ts";

const work = sql`${invoiceLines.kind} in ('work', 'bonus')`;
const fee = sql`${invoiceLines.kind} in ('fee', 'bonus_fee')`;
const credit = sql`${invoiceLines.kind} = 'work_credit'`;
const feeCredit = sql`${invoiceLines.kind} = 'fee_credit'`;
const total = (column: typeof invoiceLines.amount | typeof invoiceLines.tax, where: ReturnType<typeof sql>) =>
  sql`coalesce(sum(${column}) filter (where ${where}), 0)`.mapWith(BigInt);

/** Figures of a year by agent, currency and month, read from the lines of the documents. One query. */
async function monthsOfWork(db: Queryable, year: number, agentId?: string): Promise<MonthOfWork[]> {
  const { from, to } = yearBounds(year);
  const month = sql<number>`extract(month from ${invoices.issuedAt} at time zone 'UTC')::int`;
  const rows = await db
    .select({
      agentId: contracts.agentId,
      currency: invoiceLines.currency,
      month,
      gross: total(invoiceLines.amount, work),
      credited: total(invoiceLines.amount, credit),
      taxed: total(invoiceLines.tax, work),
      untaxed: total(invoiceLines.tax, credit),
      fees: total(invoiceLines.amount, fee),
      feesBack: total(invoiceLines.amount, feeCredit),
      transactions: sql<number>`(count(*) filter (where ${work}))::int`,
    })
    .from(invoiceLines)
    .innerJoin(invoices, eq(invoices.id, invoiceLines.invoiceId))
    .innerJoin(contracts, eq(contracts.id, invoiceLines.contractId))
    .where(
      and(
        gte(invoices.issuedAt, from),
        lt(invoices.issuedAt, to),
        agentId === undefined ? undefined : eq(contracts.agentId, agentId),
      ),
    )
    .groupBy(contracts.agentId, invoiceLines.currency, month)
    .orderBy(contracts.agentId, invoiceLines.currency, month);
  return rows.map(({ taxed, untaxed, feesBack, ...row }) => ({
    ...row,
    tax: taxed - untaxed,
    fees: row.fees - feesBack,
    billed: row.gross + taxed,
  }));
}

const debit = alias(ledgerAccounts, "debit");
const credited = alias(ledgerAccounts, "credited");

/** What the ledger says businesses came to owe an agent in a year (pay and the agent's tax), by "agent currency". One query. */
async function earnedInLedger(db: Queryable, year: number, agentId?: string): Promise<Map<string, bigint>> {
  const { from, to } = yearBounds(year);
  const rows = await db
    .select({
      owner: credited.ownerId,
      currency: ledgerPostings.currency,
      amount: sql`sum(${ledgerPostings.amount})`.mapWith(BigInt),
    })
    .from(ledgerPostings)
    .innerJoin(ledgerTransactions, eq(ledgerTransactions.id, ledgerPostings.transactionId))
    .innerJoin(debit, eq(debit.id, ledgerPostings.debitAccount))
    .innerJoin(credited, eq(credited.id, ledgerPostings.creditAccount))
    .where(
      and(
        inArray(debit.kind, ["business:receivable", "business:credit"]),
        eq(credited.kind, "agent:pending"),
        gte(ledgerTransactions.occurredAt, from),
        lt(ledgerTransactions.occurredAt, to),
        agentId === undefined ? undefined : eq(credited.ownerId, agentId),
      ),
    )
    .groupBy(credited.ownerId, ledgerPostings.currency);
  return new Map(rows.map((row) => [`${row.owner} ${row.currency}`, row.amount]));
}

export interface AgentTaxYear {
  agentId: string;
  name: string;
  country: string;
  legalName: string | null;
  form: string | null;
  formState: FormState;
  askedAt: Date | null;
  report: Report | null;
  reason: ReportReason;
  years: (YearOfWork & {
    /** Pay and tax as booked; null when it equals the invoices. */
    ledgerDiffers: bigint | null;
    /** Gross as it was kept when the year was reported, and whether the figures are still those. */
    kept: { gross: bigint; at: Date; same: boolean } | null;
  })[];
}

/**
 * Every agent with work invoiced in a year, by name: figures, the form on file and the report that names them. Five queries.
 * @throws Forbidden
 */
export async function taxYearOf(
  db: Queryable,
  year: number,
  { actor, now }: { actor: Actor; now: Date },
): Promise<AgentTaxYear[]> {
  permit(actor, "tax.view");
  const today = dateIn(now, "UTC");
  const [months, ledger, kept] = await Promise.all([
    monthsOfWork(db, year),
    earnedInLedger(db, year),
    db.select().from(taxSummaries).where(eq(taxSummaries.year, year)),
  ]);
  const years = yearsOf(months);
  const ids = [...new Set(years.map((one) => one.agentId))];
  if (ids.length === 0) return [];
  const people = await db
    .select({
      agentId: agents.id,
      name: users.name,
      accountCountry: agents.country,
      taxCountry: taxProfiles.country,
      legalName: taxProfiles.legalName,
      form: taxProfiles.form,
      signedAt: taxProfiles.signedAt,
      validUntil: taxProfiles.validUntil,
      askedAt: taxFormRequests.askedAt,
    })
    .from(agents)
    .innerJoin(users, eq(users.id, agents.id))
    .leftJoin(taxProfiles, and(eq(taxProfiles.subjectKind, "agent"), eq(taxProfiles.subjectId, agents.id)))
    .leftJoin(taxFormRequests, eq(taxFormRequests.agentId, agents.id))
    .where(inArray(agents.id, ids))
    .orderBy(users.name, agents.id);
  return people.map(({ agentId, name, accountCountry, taxCountry, legalName, form, askedAt, ...signed }) => {
    const mine = years.filter((one) => one.agentId === agentId);
    const country = taxCountry ?? accountCountry;
    return {
      agentId,
      name,
      country,
      legalName,
      form,
      askedAt,
      formState: formState(signed, today),
      ...reportOf(country, mine),
      years: mine.map((one) => {
        const booked = ledger.get(`${agentId} ${one.currency}`) ?? 0n;
        const then = kept.find((row) => row.agentId === agentId && row.currency === one.currency);
        return {
          ...one,
          ledgerDiffers: booked === one.billed ? null : booked,
          kept: then
            ? {
                gross: then.gross,
                at: then.madeAt,
                same: then.gross === one.gross && then.fees === one.fees && then.tax === one.tax,
              }
            : null,
        };
      }),
    };
  });
}

export interface InvoiceOfYear {
  id: string;
  series: string;
  year: number;
  number: number;
  kind: "invoice" | "credit_note";
  issuedAt: Date;
  businessName: string;
  businessCountry: string;
  currency: string;
  net: bigint;
  tax: bigint;
  total: bigint;
  taxReason: string;
}

/** An agent's own year: figures by currency and the documents they are made of, newest last. Three queries. @throws NotFound, Forbidden */
export async function agentTaxYear(
  db: Queryable,
  { agentId, year }: { agentId: string; year: number },
  actor: Actor,
): Promise<{ years: YearOfWork[]; documents: InvoiceOfYear[]; party: PartyProfile }> {
  permit(actor, "tax.view", { agentId });
  const { from, to } = yearBounds(year);
  const subject = { kind: "agent", id: agentId } as const;
  const [months, documents, parties] = await Promise.all([
    monthsOfWork(db, year, agentId),
    db
      .select({
        id: invoices.id,
        series: invoices.series,
        year: invoices.year,
        number: invoices.number,
        kind: invoices.kind,
        issuedAt: invoices.issuedAt,
        businessName: businesses.name,
        businessCountry: businesses.country,
        currency: invoices.currency,
        net: invoices.net,
        tax: invoices.tax,
        total: invoices.total,
        taxReason: invoices.taxReason,
      })
      .from(invoices)
      .innerJoin(bills, eq(bills.id, invoices.billId))
      .innerJoin(businesses, eq(businesses.id, bills.businessId))
      .where(
        and(
          eq(invoices.issuerKind, "agent"),
          eq(invoices.issuerId, agentId),
          gte(invoices.issuedAt, from),
          lt(invoices.issuedAt, to),
        ),
      )
      .orderBy(invoices.issuedAt, invoices.series, invoices.number),
    taxProfilesOf(db, [subject]),
  ]);
  const party = parties.get(subjectKey(subject));
  if (!party) throw new NotFound();
  return { years: yearsOf(months), documents, party };
}
