import { and, asc, eq, isNull, lte, type SQL, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { nextDocumentNumbers } from "#app/domain/ledger/next-document-number.server.ts";
import { type Posting, postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addDays, shiftWeek, startOfWeek } from "#app/kernel/time.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { bills, bonuses, invoiceLines, invoices } from "#db/schema/billing.ts";
import { contracts } from "#db/schema/contracts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { applyCredit } from "./apply-credit.server.ts";
import { arrangementOf } from "./arrangement.server.ts";
import type { PaymentMode } from "./arrangement.ts";
import { billLifecycle, leastCharge } from "./bill.ts";
import { type BillItem, type Draft, draftDocuments } from "./bill-documents.ts";
import { decideProtection } from "./decide-protection.server.ts";
import { partiesOf } from "./parties.server.ts";

export interface WeekOfBusiness {
  businessId: string;
  week: string;
  currency: string;
}
/** A statement takes 65,535 parameters at most. */
const ROWS_AT_ONCE = 1000;
const sum = (values: bigint[]) => values.reduce((total, one) => total + one, 0n);

/**
 * Closes a business's week in one currency: an invoice of each agent, issued on the agent's behalf in the agent's own series and with the agent's
 * own tax, and Deskhand's fee invoice; numbers without gaps; booked as receivable against pending pay, fees and tax (money.md, "Ledger"). An
 * agent's tax is the agent's money like the pay. Bonuses given since the last close stand on it. Twice is once.
 * What is too little to be charged waits and stands on the bill of the next close; weeks that want approval first wait for it (`billApprovedWeeks`).
 * @returns null when there is nothing to bill yet; @throws Forbidden for people
 */
export async function closeBill(tx: Tx, { businessId, week, currency }: WeekOfBusiness, context: Context) {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  // One close of a business at a time: two weeks may both find the same small remainder.
  await lockBillsOf(tx, businessId, currency);
  const [known] = await tx
    .select()
    .from(bills)
    .where(and(eq(bills.businessId, businessId), eq(bills.week, week), eq(bills.currency, currency), eq(bills.part, 0)));
  if (known) return known;
  const all = await unbilledWeeks(
    tx,
    and(eq(timesheets.businessId, businessId), eq(timesheets.currency, currency), lte(timesheets.billWeek, week)),
  );
  const { mode } = await arrangementOf(tx, businessId, now);
  // On terms the review is over long before the invoice is due (decision 022).
  const weeks = mode === "terms" ? all : all.filter((one) => !one.waitsForApproval);
  const given = await givenBonuses(tx, and(eq(bonuses.businessId, businessId), eq(bonuses.currency, currency)), { lock: true });
  return writeBill(tx, { businessId, week, currency, part: 0, mode }, { weeks, given, decideWith: all }, context);
}

type UnbilledWeek = Awaited<ReturnType<typeof unbilledWeeks>>[number];
type GivenBonus = Awaited<ReturnType<typeof givenBonuses>>[number];

/**
 * Writes a bill over weeks and bonuses and books it; a step of `closeBill` and `billApprovedWeeks`, which hold the lock of the business's bills.
 * @param items `decideWith`: weeks whose protection is decided now, together, also where they are billed later
 * @returns null when it would be below what a card can be charged
 */
export async function writeBill(
  tx: Tx,
  { businessId, week, currency, part, mode }: WeekOfBusiness & { part: number; mode: PaymentMode },
  { weeks, given, decideWith }: { weeks: UnbilledWeek[]; given: GivenBonus[]; decideWith: UnbilledWeek[] },
  context: Context,
) {
  const { now } = context;
  const items: BillItem[] = [...weeks, ...given];
  const pay = sum(items.map((one) => one.pay));
  const fee = sum(items.map((one) => one.fee));
  if (pay + fee < leastCharge(currency)) return null;
  await decideProtection(tx, decideWith, context);
  const parties = await partiesOf(tx, businessId, [...new Set(items.map((one) => one.agentId))]);
  const drafts = draftDocuments(items, parties, lastDayOf(week));
  const tax = sum(drafts.map((one) => one.tax.amount));
  const onTerms = mode === "terms";
  const [bill] = await tx
    .insert(bills)
    .values({
      id: newId(),
      businessId,
      week,
      currency,
      part,
      pay,
      fee,
      tax,
      total: pay + fee + tax,
      closedAt: now,
      mode,
      // On terms the invoice says when, once it is issued.
      dueAt: onTerms ? null : now,
    })
    .returning();
  for (const { bonusId } of given)
    await tx.update(bonuses).set({ state: "billed", billId: bill!.id }).where(eq(bonuses.id, bonusId));
  await issue(tx, { billId: bill!.id, currency }, drafts, now);
  await postTransaction(
    tx,
    {
      key: `bill:${bill!.id}`,
      kind: "week.billed",
      source: { kind: "bill", id: bill!.id },
      detail: { week },
      postings: drafts.flatMap((draft) => postingsOf(draft, businessId, currency)).filter((one) => one.amount.minor > 0n),
    },
    { now },
  );
  await recordEvent(tx, "bill.closed", { billId: bill!.id }, context);
  await applyCredit(tx, bill!.id, context);
  if (onTerms)
    await tx
      .update(bills)
      .set({ state: billLifecycle.next("due", "invoice") })
      .where(and(eq(bills.id, bill!.id), eq(bills.state, "due")));
  const [closed] = await tx.select().from(bills).where(eq(bills.id, bill!.id));
  return closed!;
}

/** The Sunday that ends a week: the day of supply, whose tax rates count. */
function lastDayOf(week: string): string {
  return addDays(startOfWeek(shiftWeek(week, 1)), -1)
    .toISOString()
    .slice(0, 10);
}

/** One posting for each line: a week's pay with its share of the agent's tax, a week's fee; the tax on the fee as one. */
function postingsOf({ issuerKind, issuerId, lines, tax }: Draft, businessId: string, currency: string): Posting[] {
  const debit = accounts.receivable(businessId, currency);
  if (issuerKind === "agent")
    return lines.map((line) => ({
      debit,
      credit: accounts.pending(issuerId, currency),
      amount: money(line.amount + line.tax, currency),
    }));
  const fees = lines.map((line) => ({ debit, credit: accounts.fees(currency), amount: money(line.amount, currency) }));
  return tax.jurisdiction
    ? [...fees, { debit, credit: accounts.vat(tax.jurisdiction, currency), amount: money(tax.amount, currency) }]
    : fees;
}

/** Every close waits for the one before it that takes a number of Deskhand's own series, until that has committed: few statements, and late. */
async function issue(tx: Tx, { billId, currency }: { billId: string; currency: string }, drafts: Draft[], now: Date) {
  const year = now.getUTCFullYear();
  const numbers = new Map<string, number>();
  for (const some of chunks(drafts))
    for (const [series, number] of await nextDocumentNumbers(
      tx,
      some.map((draft) => draft.series),
      year,
    ))
      numbers.set(series, number);
  const issued = drafts.map((draft) => ({ ...draft, id: newId() }));
  const documents = issued.map(({ id, issuerKind, issuerId, series, issuer, recipient, net, tax }) => ({
    id,
    billId,
    issuerKind,
    issuerId,
    series,
    year,
    number: numbers.get(series)!,
    currency,
    net,
    tax: tax.amount,
    taxReason: tax.reason,
    taxJurisdiction: tax.jurisdiction,
    taxRateBps: tax.rateBps,
    total: net + tax.amount,
    issuer,
    recipient,
    issuedAt: now,
  }));
  for (const some of chunks(documents)) await tx.insert(invoices).values(some);
  const lines = issued.flatMap((draft) =>
    draft.lines.map(({ timesheetId, bonusId, contractId, kind, minutes, rate, amount, tax }) => ({
      id: newId(),
      invoiceId: draft.id,
      timesheetId,
      bonusId,
      contractId,
      kind,
      minutes,
      rate,
      amount,
      tax,
      currency,
    })),
  );
  for (const some of chunks(lines)) await tx.insert(invoiceLines).values(some);
}

function chunks<T>(rows: T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, i) =>
    rows.slice(i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE),
  );
}

export function lockBillsOf(tx: Tx, businessId: string, currency: string) {
  return tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`bill ${businessId} ${currency}`}))`);
}

/** Closed weeks that stand on no bill; those whose contract wants approval first and that are not approved wait. */
export async function unbilledWeeks(db: Queryable, where: SQL | undefined) {
  const rows = await db
    .select({ week: timesheets, approvalFirst: contracts.approvalFirst })
    .from(timesheets)
    .innerJoin(contracts, eq(contracts.id, timesheets.contractId))
    .leftJoin(invoiceLines, and(eq(invoiceLines.timesheetId, timesheets.id), eq(invoiceLines.kind, "work")))
    .where(and(where, isNull(invoiceLines.id), sql`${timesheets.pay} > 0`))
    .orderBy(asc(timesheets.agentId), asc(timesheets.id));
  return rows.map(({ week, approvalFirst }) => ({
    ...week,
    timesheetId: week.id,
    bonusId: null,
    approvalFirst,
    waitsForApproval: approvalFirst && week.state !== "approved",
  }));
}

/** @param lock nobody takes one back until the bill that it stands on is written; one taken back in this moment is waited for and left out */
async function givenBonuses(db: Queryable, where: SQL | undefined, { lock = false } = {}) {
  const found = db
    .select()
    .from(bonuses)
    .where(and(where, eq(bonuses.state, "given")))
    .orderBy(asc(bonuses.agentId), asc(bonuses.id));
  const rows = await (lock ? found.for("update") : found);
  return rows.map(({ id, contractId, agentId, businessId, currency, amount, fee }) => ({
    timesheetId: null,
    bonusId: id,
    contractId,
    agentId,
    businessId,
    currency,
    minutes: 0,
    hourlyRate: 0n,
    feeBps: 0,
    pay: amount,
    fee,
  }));
}

/** What the close of a week has to bill, by business and currency: its own weeks, older ones that were too small, what was approved late, and bonuses. */
export async function openWeeks(db: Queryable, week: string): Promise<WeekOfBusiness[]> {
  const rows = [...(await unbilledWeeks(db, lte(timesheets.billWeek, week))), ...(await givenBonuses(db, undefined))];
  const distinct = new Map(rows.map(({ businessId, currency }) => [`${businessId} ${currency}`, { businessId, week, currency }]));
  return [...distinct.values()];
}
