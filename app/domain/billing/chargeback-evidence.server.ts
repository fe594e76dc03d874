import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { money, toMajor } from "#app/kernel/money.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { bills, type chargebacks, charges, invoiceLines, invoices, paymentMethods, termsPayments } from "#db/schema/billing.ts";
import { contracts } from "#db/schema/contracts.ts";
import { segments } from "#db/schema/diary.ts";
import { timesheetSegments, timesheets } from "#db/schema/timesheets.ts";
import type { EvidenceFacts, EvidenceWeek } from "./chargeback.ts";

const day = (at: Date) => at.toISOString().slice(0, 10);
const amount = (minor: bigint, currency: string) => `${toMajor(money(minor, currency))} ${currency}`;
const MEMOS_A_DAY = 3;

/** What the diary and the approvals say about the weeks that a charge paid; null for money paid ahead, which paid no week yet. Three queries. */
export async function chargebackFacts(
  db: Queryable,
  { billId, stripeChargeId }: Pick<typeof chargebacks.$inferSelect, "billId" | "stripeChargeId">,
): Promise<EvidenceFacts | null> {
  const paid = await db
    .select({
      bill: bills,
      business: businesses.name,
      settledAt: sql<Date | null>`coalesce(${charges.settledAt}, ${termsPayments.paidAt})`.mapWith(charges.settledAt),
      brand: paymentMethods.brand,
      last4: paymentMethods.last4,
    })
    .from(bills)
    .innerJoin(businesses, eq(businesses.id, bills.businessId))
    .leftJoin(charges, and(eq(charges.billId, bills.id), eq(charges.stripeChargeId, stripeChargeId)))
    .leftJoin(paymentMethods, eq(paymentMethods.id, charges.paymentMethodId))
    .leftJoin(
      termsPayments,
      and(eq(termsPayments.termsInvoiceId, bills.termsInvoiceId), eq(termsPayments.stripeChargeId, stripeChargeId)),
    )
    .where(billId ? eq(bills.id, billId) : eq(termsPayments.stripeChargeId, stripeChargeId))
    .orderBy(asc(bills.week));
  const [first] = paid;
  if (!first) return null;
  const { currency } = first.bill;
  return {
    business: first.business,
    bill: paid.map((one) => one.bill.id).join(", "),
    week: paid.map((one) => one.bill.week).join(", "),
    total: amount(
      paid.reduce((sum, one) => sum + one.bill.total, 0n),
      currency,
    ),
    chargedOn: day(first.settledAt ?? first.bill.closedAt),
    card: first.last4 ? `${first.brand} ending in ${first.last4}` : null,
    weeks: await weeksOf(
      db,
      paid.map((one) => one.bill.id),
    ),
  };
}

async function weeksOf(db: Queryable, billIds: string[]): Promise<EvidenceWeek[]> {
  const approver = sql<string | null>`(select name from users u where u.id = ${timesheets.approvedBy})`;
  const rows = await db
    .selectDistinct({
      timesheet: timesheets,
      agent: users.name,
      title: contracts.title,
      acceptedAt: contracts.acceptedAt,
      approver,
    })
    .from(invoiceLines)
    .innerJoin(invoices, eq(invoices.id, invoiceLines.invoiceId))
    .innerJoin(timesheets, eq(timesheets.id, invoiceLines.timesheetId))
    .innerJoin(contracts, eq(contracts.id, timesheets.contractId))
    .innerJoin(users, eq(users.id, timesheets.agentId))
    .where(and(inArray(invoices.billId, billIds), eq(invoiceLines.kind, "work")))
    .orderBy(asc(users.name));
  const ids = rows.map((one) => one.timesheet.id);
  if (ids.length === 0) return [];
  const worked = await db
    .select({
      timesheetId: timesheetSegments.timesheetId,
      startedAt: segments.startedAt,
      minutes: segments.minutes,
      activeMinutes: segments.activeMinutes,
      memo: segments.memo,
    })
    .from(timesheetSegments)
    .innerJoin(segments, and(eq(segments.id, timesheetSegments.segmentId), eq(segments.week, timesheetSegments.week)))
    .where(inArray(timesheetSegments.timesheetId, ids))
    .orderBy(asc(segments.startedAt));
  return rows.map(({ timesheet, agent, title, acceptedAt, approver: by }) => ({
    agent,
    title,
    week: timesheet.week,
    minutes: timesheet.minutes,
    rate: amount(timesheet.hourlyRate, timesheet.currency),
    pay: amount(timesheet.pay, timesheet.currency),
    approved: timesheet.approvedAt
      ? `${timesheet.approvedAt.toISOString().slice(0, 16).replace("T", " ")} UTC ${by ? `by ${by}` : "by the end of the review time"}`
      : null,
    acceptedOn: day(acceptedAt),
    days: daysOf(worked.filter((one) => one.timesheetId === timesheet.id)),
  }));
}

function daysOf(worked: { startedAt: Date; minutes: number; activeMinutes: number; memo: string }[]): EvidenceWeek["days"] {
  const days = new Map<string, EvidenceWeek["days"][number]>();
  for (const { startedAt, minutes, activeMinutes, memo } of worked) {
    const key = day(startedAt);
    const one = days.get(key) ?? { day: key, minutes: 0, segments: 0, active: 0, memos: [] };
    days.set(key, one);
    one.minutes += minutes;
    one.segments += 1;
    if (activeMinutes > 0) one.active += 1;
    if (memo && one.memos.length < MEMOS_A_DAY && !one.memos.includes(memo)) one.memos.push(memo);
  }
  return [...days.values()];
}
