import { and, asc, count, desc, eq, exists, inArray, isNotNull, isNull, lt, lte, ne, or, type SQL, sql } from "drizzle-orm";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { bills, charges, invoiceLines, invoices, paymentMethods, termsInvoices } from "#db/schema/billing.ts";
import { contracts } from "#db/schema/contracts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import type { BillState } from "./bill.ts";

const PAGE = 30;

/** What a bill still asks for: nothing once it is paid or given up. */
const owed = sql`case when ${bills.state} in ('paid', 'writtenOff') then 0
  else greatest(${bills.total} - ${bills.creditApplied} - ${bills.refunded}, 0) end`;
/** Past its due date on terms, or refused by the bank. @param now business time (UTC instant) */
export const isLate = (now: Date) => or(eq(bills.state, "failed"), and(eq(bills.state, "invoiced"), lt(bills.dueAt, now)))!;

export type BillFilter = BillState | "overdue";

/**
 * A business's bills, newest first, with what is owed and late of all of them by currency. Three queries.
 * @param now business time; @throws NotFound for strangers, Forbidden for members without "bills.view"
 */
export async function billsOf(
  db: Queryable,
  businessId: string,
  { state, page, now }: { state?: BillFilter; page: number; now: Date },
  actor: Actor,
) {
  permit(actor, "bills.view", { businessId });
  const mine = eq(bills.businessId, businessId);
  const where = and(mine, state === "overdue" ? isLate(now) : state ? eq(bills.state, state) : undefined);
  const late = sql`coalesce(sum(${owed}) filter (where ${isLate(now)}), 0)`.mapWith(BigInt);
  const [rows, [total], sums] = await Promise.all([
    db
      .select()
      .from(bills)
      .where(where)
      .orderBy(desc(bills.week), asc(bills.currency))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ n: count() }).from(bills).where(where),
    db
      .select({ currency: bills.currency, owed: sql`coalesce(sum(${owed}), 0)`.mapWith(BigInt), late })
      .from(bills)
      .where(mine)
      .groupBy(bills.currency)
      .orderBy(asc(bills.currency)),
  ]);
  return { rows, pages: Math.max(1, Math.ceil(total!.n / PAGE)), sums };
}

export async function allBillsOf(db: Queryable, businessId: string, actor: Actor) {
  permit(actor, "bills.view", { businessId });
  return db.select().from(bills).where(eq(bills.businessId, businessId)).orderBy(desc(bills.week), asc(bills.currency));
}

/** What credit notes took off an invoice on terms at Stripe, and what was paid of it so far; minor units. */
const creditedOfInvoice = sql`coalesce((select sum(c.amount) from terms_credits c
  where c.terms_invoice_id = ${bills.termsInvoiceId} and c.state = 'issued'), 0)`.mapWith(BigInt);
const receivedOfInvoice = sql`coalesce((select sum(p.amount) from terms_payments p
  where p.terms_invoice_id = ${bills.termsInvoiceId}), 0)`.mapWith(BigInt);

/** A bill: its documents with every line down to the timesheet, the invoice on terms, and the attempts to charge it. Four queries. */
export async function billPage(db: Queryable, billId: string, actor: Actor) {
  const [row] = await db
    .select({
      bill: bills,
      businessName: businesses.name,
      invoice: termsInvoices,
      credited: creditedOfInvoice,
      received: receivedOfInvoice,
    })
    .from(bills)
    .innerJoin(businesses, eq(businesses.id, bills.businessId))
    .leftJoin(termsInvoices, eq(termsInvoices.id, bills.termsInvoiceId))
    .where(eq(bills.id, billId));
  if (!row) throw new NotFound();
  permit(actor, "bills.view", row.bill);
  const documents = await db
    .select()
    .from(invoices)
    .where(eq(invoices.billId, billId))
    .orderBy(desc(invoices.kind), asc(invoices.issuerKind), asc(invoices.series), asc(invoices.number));
  const [lines, attempts] = await Promise.all([
    linesOf(db, eq(invoices.billId, billId)),
    db
      .select({ charge: charges, brand: paymentMethods.brand, last4: paymentMethods.last4 })
      .from(charges)
      .leftJoin(paymentMethods, eq(paymentMethods.id, charges.paymentMethodId))
      .where(eq(charges.billId, billId))
      .orderBy(desc(charges.attempt)),
  ]);
  const { bill, businessName, invoice, credited, received } = row;
  const terms = invoice && { ...invoice, credited, received };
  return { bill, businessName, terms, documents, lines, attempts, mayPay: may(actor, "bills.pay", bill) };
}

/** Lines of documents with the people and the work behind them, and the week: the bill's own for a bonus. */
export function linesOf(db: Queryable, which: SQL) {
  const week = sql<string>`coalesce(${timesheets.week}, ${bills.week})`;
  return db
    .select({ line: invoiceLines, agentName: users.name, title: contracts.title, week })
    .from(invoiceLines)
    .innerJoin(invoices, eq(invoices.id, invoiceLines.invoiceId))
    .innerJoin(bills, eq(bills.id, invoices.billId))
    .innerJoin(contracts, eq(contracts.id, invoiceLines.contractId))
    .innerJoin(users, eq(users.id, contracts.agentId))
    .leftJoin(timesheets, eq(timesheets.id, invoiceLines.timesheetId))
    .where(which)
    .orderBy(asc(users.name), asc(week), asc(invoiceLines.id));
}

/** Cards on file, in the order in which they are tried; the first is the default. */
export async function cardsOf(db: Queryable, businessId: string, actor: Actor) {
  permit(actor, "cards.manage", { businessId });
  return db
    .select()
    .from(paymentMethods)
    .where(and(eq(paymentMethods.businessId, businessId), isNull(paymentMethods.removedAt)))
    .orderBy(desc(paymentMethods.isDefault), asc(paymentMethods.position), asc(paymentMethods.addedAt));
}

/** Bills that wait for a card, for when a business puts one on file: never charged yet, or refused. */
export async function billsForCard(db: Queryable, businessId: string): Promise<string[]> {
  const rows = await db
    .select({ id: bills.id })
    .from(bills)
    .where(and(eq(bills.businessId, businessId), inArray(bills.state, ["due", "failed"]), ne(bills.mode, "terms")))
    .orderBy(asc(bills.week));
  return rows.map((row) => row.id);
}

/** Bills whose charge was begun and cut off, or never begun although there is a card, since before an instant: the work is taken up again. */
export async function stuckBills(db: Queryable, before: Date): Promise<string[]> {
  const card = db
    .select({ one: sql`1` })
    .from(paymentMethods)
    .where(and(eq(paymentMethods.businessId, bills.businessId), eq(paymentMethods.isDefault, true)));
  const rows = await db
    .selectDistinct({ id: bills.id })
    .from(bills)
    .leftJoin(charges, and(eq(charges.billId, bills.id), eq(charges.state, "reserved"), lte(charges.reservedAt, before)))
    .where(
      or(
        and(eq(bills.state, "charging"), isNotNull(charges.id)),
        and(eq(bills.state, "due"), lte(bills.closedAt, before), exists(card)),
      ),
    );
  return rows.map((row) => row.id);
}

/** An agent's own invoice, issued on the agent's behalf, with its lines and whom it is to. Two queries. @throws NotFound for everybody else */
export async function agentInvoice(db: Queryable, invoiceId: string, actor: Actor) {
  const [row] = await db
    .select({ invoice: invoices, bill: bills, businessName: businesses.name })
    .from(invoices)
    .innerJoin(bills, eq(bills.id, invoices.billId))
    .innerJoin(businesses, eq(businesses.id, bills.businessId))
    .where(and(eq(invoices.id, invoiceId), eq(invoices.issuerKind, "agent")));
  if (!row) throw new NotFound();
  permit(actor, "earnings.view", { agentId: row.invoice.issuerId });
  return { ...row, lines: await linesOf(db, eq(invoices.id, invoiceId)) };
}

/** An agent's own invoices and credit notes, newest first, with their sums by currency. Three queries. @throws NotFound, Forbidden */
export async function agentInvoices(db: Queryable, agentId: string, { page }: { page: number }, actor: Actor) {
  permit(actor, "earnings.view", { agentId });
  const mine = and(eq(invoices.issuerKind, "agent"), eq(invoices.issuerId, agentId));
  const signed = (column: typeof invoices.net) =>
    sql`coalesce(sum(case when ${invoices.kind} = 'invoice' then ${column} else -${column} end), 0)`.mapWith(BigInt);
  const [rows, [total], sums] = await Promise.all([
    db
      .select({ invoice: invoices, state: bills.state, week: bills.week, businessName: businesses.name })
      .from(invoices)
      .innerJoin(bills, eq(bills.id, invoices.billId))
      .innerJoin(businesses, eq(businesses.id, bills.businessId))
      .where(mine)
      .orderBy(desc(invoices.issuedAt), desc(invoices.id))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ n: count() }).from(invoices).where(mine),
    db
      .select({ currency: invoices.currency, net: signed(invoices.net), tax: signed(invoices.tax) })
      .from(invoices)
      .where(mine)
      .groupBy(invoices.currency)
      .orderBy(asc(invoices.currency)),
  ]);
  return { rows, pages: Math.max(1, Math.ceil(total!.n / PAGE)), sums };
}

/** The weeks that stand on a bill. */
export async function weeksOnBill(db: Queryable, billId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: invoiceLines.timesheetId })
    .from(invoiceLines)
    .innerJoin(invoices, eq(invoices.id, invoiceLines.invoiceId))
    .where(and(eq(invoices.billId, billId), eq(invoiceLines.kind, "work")))
    .orderBy(asc(invoiceLines.timesheetId));
  return rows.flatMap((row) => row.id ?? []);
}

/** The bill, invoice and charge behind timesheets: the way up of the trace. */
export async function billsBehind(db: Queryable, timesheetIds: string[]) {
  if (timesheetIds.length === 0) return [];
  return db
    .select({ timesheetId: invoiceLines.timesheetId, invoice: invoices, bill: bills, charge: charges })
    .from(invoiceLines)
    .innerJoin(invoices, eq(invoices.id, invoiceLines.invoiceId))
    .innerJoin(bills, eq(bills.id, invoices.billId))
    .leftJoin(charges, and(eq(charges.billId, bills.id), eq(charges.state, "succeeded")))
    .where(and(inArray(invoiceLines.timesheetId, timesheetIds), eq(invoiceLines.kind, "work")));
}
