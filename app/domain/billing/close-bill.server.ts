import { and, eq, isNull, lte, type SQL, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { nextDocumentNumber } from "#app/domain/ledger/next-document-number.server.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { bills, invoiceLines, invoices } from "#db/schema/billing.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { applyCredit } from "./apply-credit.server.ts";
import { agentSeries, FEE_SERIES, leastCharge, NO_TAX_REASON } from "./bill.ts";
import { decideProtection } from "./decide-protection.server.ts";

interface WeekOfBusiness {
  businessId: string;
  week: string;
  currency: string;
}
type Timesheet = typeof timesheets.$inferSelect;
const sum = (values: bigint[]) => values.reduce((total, one) => total + one, 0n);

/**
 * Closes a business's week in one currency: an invoice of each agent, issued on the agent's behalf in the agent's own series, and Deskhand's
 * fee invoice; numbers without gaps; booked as receivable against pending pay and fees (money.md, "Ledger"). Twice is once.
 * What is too little to be charged waits and stands on the bill of the next close.
 * @returns null when there is nothing to bill yet; @throws Forbidden for people
 */
export async function closeBill(tx: Tx, { businessId, week, currency }: WeekOfBusiness, context: Context) {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  // One close of a business at a time: two weeks may both find the same small remainder.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`bill ${businessId} ${currency}`}))`);
  const [known] = await tx
    .select()
    .from(bills)
    .where(and(eq(bills.businessId, businessId), eq(bills.week, week), eq(bills.currency, currency)));
  if (known) return known;
  const weeks = await unbilled(
    tx,
    and(eq(timesheets.businessId, businessId), lte(timesheets.week, week), eq(timesheets.currency, currency)),
  );
  const pay = sum(weeks.map((one) => one.pay));
  const fee = sum(weeks.map((one) => one.fee));
  if (pay + fee < leastCharge(currency)) return null;
  await decideProtection(tx, weeks, context);
  const [bill] = await tx
    .insert(bills)
    .values({ id: newId(), businessId, week, currency, pay, fee, tax: 0n, total: pay + fee, closedAt: now, dueAt: now })
    .returning();
  for (const agentId of [...new Set(weeks.map((one) => one.agentId))].sort()) {
    const mine = weeks.filter((one) => one.agentId === agentId);
    await issue(tx, bill!, { issuerKind: "agent", issuerId: agentId, series: agentSeries(agentId), kind: "work" }, mine, now);
  }
  await issue(tx, bill!, { issuerKind: "platform", issuerId: "deskhand", series: FEE_SERIES, kind: "fee" }, weeks, now);
  const receivable = accounts.receivable(businessId, currency);
  const postings = weeks.flatMap((one) => [
    { debit: receivable, credit: accounts.pending(one.agentId, currency), amount: money(one.pay, currency) },
    { debit: receivable, credit: accounts.fees(currency), amount: money(one.fee, currency) },
  ]);
  await postTransaction(
    tx,
    {
      key: `bill:${bill!.id}`,
      kind: "week.billed",
      source: { kind: "bill", id: bill!.id },
      detail: { week },
      postings: postings.filter((one) => one.amount.minor > 0n),
    },
    { now },
  );
  await recordEvent(tx, "bill.closed", { billId: bill!.id }, context);
  await applyCredit(tx, bill!.id, context);
  return bill!;
}

interface Issuer {
  issuerKind: "agent" | "platform";
  issuerId: string;
  series: string;
  kind: "work" | "fee";
}

async function issue(
  tx: Tx,
  bill: { id: string; currency: string },
  issuer: Issuer,
  weeks: Timesheet[],
  now: Date,
): Promise<void> {
  const { kind, ...who } = issuer;
  const amountOf = (one: Timesheet) => (kind === "work" ? one.pay : one.fee);
  const net = sum(weeks.map(amountOf));
  const year = now.getUTCFullYear();
  const number = await nextDocumentNumber(tx, issuer.series, year);
  const id = newId();
  await tx.insert(invoices).values({
    id,
    billId: bill.id,
    ...who,
    year,
    number,
    currency: bill.currency,
    net,
    tax: 0n,
    taxReason: NO_TAX_REASON,
    total: net,
    issuedAt: now,
  });
  await tx.insert(invoiceLines).values(
    weeks.map((one) => ({
      id: newId(),
      invoiceId: id,
      timesheetId: one.id,
      contractId: one.contractId,
      kind,
      minutes: one.minutes,
      rate: kind === "work" ? one.hourlyRate : BigInt(one.feeBps),
      amount: amountOf(one),
      currency: bill.currency,
    })),
  );
}

async function unbilled(db: Queryable, where: SQL | undefined): Promise<Timesheet[]> {
  const rows = await db
    .select({ timesheet: timesheets })
    .from(timesheets)
    .leftJoin(invoiceLines, and(eq(invoiceLines.timesheetId, timesheets.id), eq(invoiceLines.kind, "work")))
    .where(and(where, isNull(invoiceLines.id)))
    .orderBy(timesheets.agentId, timesheets.id);
  return rows.map((row) => row.timesheet);
}

/** What the close of a week has to bill, by business and currency: its own weeks, and older ones that were too small. */
export async function openWeeks(db: Queryable, week: string): Promise<WeekOfBusiness[]> {
  const rows = await unbilled(db, lte(timesheets.week, week));
  const distinct = new Map(
    rows.map((row) => [`${row.businessId} ${row.currency}`, { businessId: row.businessId, week, currency: row.currency }]),
  );
  return [...distinct.values()];
}
