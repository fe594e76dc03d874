import { and, asc, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { invoiceName, owedOf } from "#app/domain/billing/bill.ts";
import { transactionsAbout } from "#app/domain/ledger/balances.server.ts";
import type { PayoutState } from "#app/domain/payouts/payout.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { bills, invoiceLines, invoices } from "#db/schema/billing.ts";
import { contracts } from "#db/schema/contracts.ts";
import { segments } from "#db/schema/diary.ts";
import { payoutAccounts, payoutItems, payoutReleases, payouts } from "#db/schema/payouts.ts";
import { timesheetSegments, timesheets } from "#db/schema/timesheets.ts";
import { type BillMoney, billMoney } from "./bill-money.server.ts";
import type {
  Audience,
  Trace,
  TracedBill,
  TracedBonusOfBill,
  TracedPayout,
  TracedSegment,
  TracedWeek,
  TraceKind,
} from "./trace.ts";

/** Up to here every segment is read (some 250 a week); beyond, only each week's sums, and each week is a trace of its own. */
const WEEKS_WITH_SEGMENTS = 12;

/**
 * The way of money from the ten-minute segments to the agent's bank, from any point of it, down and up at once: to the cent, in both
 * currencies where it was converted. Six queries at most.
 * @throws NotFound for strangers, Forbidden for members without "trace.view" and staff other than finance
 */
export async function traceOf(db: Queryable, { kind, id }: { kind: TraceKind; id: string }, actor: Actor): Promise<Trace> {
  const audience = actor.kind === "member" ? "business" : actor.kind === "agent" ? "agent" : "finance";
  const root = await rootOf(db, kind, id, actor);
  const rows = root.weeks ? await weeksOf(db, root.weeks) : [];
  const ids = rows.map((row) => row.timesheet.id);
  const worked = ids.length > WEEKS_WITH_SEGMENTS ? null : await segmentsOf(db, ids);
  const sums = worked ? null : await segmentSumsOf(db, ids);
  const parts = await partsOf(db, ids, { kind, id });
  const weekParts = (timesheetId: string) => parts.filter((part) => part.release.timesheetId === timesheetId);
  const found = await billMoney(db, {
    billIds: [...new Set(rows.flatMap((row) => (row.bill ? [row.bill.id] : [])))],
    bonusIds: parts.flatMap((part) => bonusOf(part) ?? []),
  });
  const bonuses = found.flatMap((one) => bonusesOf(one, parts, { kind, id }, audience));
  const payoutRows = [...new Map(parts.flatMap(payoutOf).map((one) => [one.id, one])).values()];
  if (root.payout && !payoutRows.some((one) => one.id === id)) payoutRows.unshift(root.payout);
  const loose = sum(parts.filter((part) => !part.release.timesheetId && !bonusOf(part)).map((part) => part.release.amount));
  const about = [...ids, ...found.flatMap(idsAbout), ...bonuses.map((one) => one.id), ...payoutRows.map((one) => one.id)];
  const postings = audience === "finance" ? await transactionsAbout(db, postedAbout, about) : [];
  return {
    root: { kind, id },
    audience,
    segment: root.segment,
    weeks: rows.map((row) => weekOf(row, { worked, sums, parts: weekParts(row.timesheet.id) }, audience)),
    bonuses,
    bills: found.map((one) => billOf(one, audience)),
    payouts: audience === "business" ? [] : payoutRows.map((one) => (one.id === id ? { ...one, loose } : one)),
    postings: postings.map((one) => ({ id: one.id, key: one.key, kind: one.kind, occurredAt: one.occurredAt })),
  };
}

/** What ledger transactions are about, of those that belong to a trace. */
const postedAbout = ["bill", "timesheet", "payout", "bonus", "terms-invoice", "chargeback"];
const idsAbout = ({ bill, invoice, chargebacks }: BillMoney) => [
  bill.id,
  ...(invoice ? [invoice.id] : []),
  ...chargebacks.map((one) => one.id),
];
const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

interface Root {
  /** Which weeks belong to it; null for a segment that no week pays. */
  weeks: SQL | undefined | null;
  payout: TracedPayout | null;
  segment: Trace["segment"];
}

/** What the trace starts from, and whether the actor may see it. One query. */
async function rootOf(db: Queryable, kind: TraceKind, id: string, actor: Actor): Promise<Root> {
  // Agents look at their own earnings; businesses and finance trace.
  const see = (subject: { businessId?: string; agentId?: string }) =>
    permit(actor, actor.kind === "agent" ? "earnings.view" : "trace.view", subject);
  if (kind === "payouts") {
    const [row] = await db
      .select({ payout: payouts, agentName: users.name, bankLast4: payoutAccounts.bankLast4 })
      .from(payouts)
      .innerJoin(users, eq(users.id, payouts.agentId))
      .leftJoin(payoutAccounts, eq(payoutAccounts.agentId, payouts.agentId))
      .where(eq(payouts.id, id));
    if (!row) throw new NotFound();
    see({ agentId: row.payout.agentId });
    const inPayout = db
      .select({ id: payoutReleases.timesheetId })
      .from(payoutReleases)
      .leftJoin(payoutItems, eq(payoutItems.releaseId, payoutReleases.id))
      .where(or(eq(payoutReleases.payoutId, id), eq(payoutItems.payoutId, id)));
    return { weeks: inArray(timesheets.id, inPayout), payout: asPayout(row.payout, row.agentName, row.bankLast4), segment: null };
  }
  if (kind === "bills") {
    const [bill] = await db.select({ businessId: bills.businessId }).from(bills).where(eq(bills.id, id));
    if (!bill) throw new NotFound();
    see(bill);
    return { weeks: eq(bills.id, id), payout: null, segment: null };
  }
  if (kind === "timesheets") {
    const [sheet] = await db
      .select({ businessId: timesheets.businessId, agentId: timesheets.agentId })
      .from(timesheets)
      .where(eq(timesheets.id, id));
    if (!sheet) throw new NotFound();
    see(sheet);
    return { weeks: eq(timesheets.id, id), payout: null, segment: null };
  }
  const [row] = await db
    .select({ segment: segments, businessId: contracts.businessId, timesheetId: timesheetSegments.timesheetId })
    .from(segments)
    .innerJoin(contracts, eq(contracts.id, segments.contractId))
    .leftJoin(timesheetSegments, and(eq(timesheetSegments.segmentId, segments.id), eq(timesheetSegments.week, segments.week)))
    .where(eq(segments.id, id));
  if (!row) throw new NotFound();
  see({ businessId: row.businessId, agentId: row.segment.agentId });
  const { startedAt, minutes, kind: how, memo, overLimit, deletedAt } = row.segment;
  return {
    weeks: row.timesheetId ? eq(timesheets.id, row.timesheetId) : null,
    payout: null,
    segment: { id, startedAt, minutes, kind: how, memo, overLimit, deleted: deletedAt !== null },
  };
}

type WeekRow = Awaited<ReturnType<typeof weeksOf>>[number];

/** Weeks with the bill that charged them and the payout that took them. One query. */
function weeksOf(db: Queryable, where: SQL | undefined) {
  return db
    .select({
      timesheet: timesheets,
      title: contracts.title,
      agentName: users.name,
      businessName: businesses.name,
      invoice: invoices,
      tax: invoiceLines.tax,
      bill: { id: bills.id },
      held: sql<string>`(select coalesce(sum(h.from_pending + h.from_available), 0)::text from pay_holds h where h.timesheet_id = ${timesheets.id} and h.state = 'open')`,
    })
    .from(timesheets)
    .innerJoin(contracts, eq(contracts.id, timesheets.contractId))
    .innerJoin(users, eq(users.id, timesheets.agentId))
    .innerJoin(businesses, eq(businesses.id, timesheets.businessId))
    .leftJoin(invoiceLines, and(eq(invoiceLines.timesheetId, timesheets.id), eq(invoiceLines.kind, "work")))
    .leftJoin(invoices, eq(invoices.id, invoiceLines.invoiceId))
    .leftJoin(bills, eq(bills.id, invoices.billId))
    .where(where)
    .orderBy(asc(timesheets.week), asc(users.name));
}

/**
 * What became of weeks' pay, and of bonuses on the bill or in the payout that is traced: every release of it and every payout that ever took
 * it along, also those that failed. A payout from before such items were kept is found by its release. One query.
 */
async function partsOf(db: Queryable, timesheetIds: string[], root: Trace["root"]) {
  const beside =
    root.kind === "payouts"
      ? and(isNull(payoutReleases.timesheetId), or(eq(payoutReleases.payoutId, root.id), eq(payoutItems.payoutId, root.id)))
      : root.kind === "bills"
        ? sql`${payoutReleases.key} in (select 'bonus:' || o.id from bonuses o where o.bill_id = ${root.id})`
        : undefined;
  if (timesheetIds.length === 0 && !beside) return [];
  return db
    .select({ release: payoutReleases, payout: payouts, agentName: users.name, bankLast4: payoutAccounts.bankLast4 })
    .from(payoutReleases)
    .leftJoin(payoutItems, eq(payoutItems.releaseId, payoutReleases.id))
    .leftJoin(payouts, eq(payouts.id, sql`coalesce(${payoutItems.payoutId}, ${payoutReleases.payoutId})`))
    .leftJoin(users, eq(users.id, payoutReleases.agentId))
    .leftJoin(payoutAccounts, eq(payoutAccounts.agentId, payoutReleases.agentId))
    .where(or(timesheetIds.length > 0 ? inArray(payoutReleases.timesheetId, timesheetIds) : undefined, beside))
    .orderBy(asc(payoutReleases.releasedAt), asc(payouts.reservedAt));
}
type Part = Awaited<ReturnType<typeof partsOf>>[number];

/** The paid segments of weeks with their shares. One query. */
async function segmentsOf(db: Queryable, timesheetIds: string[]) {
  if (timesheetIds.length === 0) return [];
  return db
    .select({
      timesheetId: timesheetSegments.timesheetId,
      id: segments.id,
      startedAt: segments.startedAt,
      minutes: timesheetSegments.minutes,
      kind: segments.kind,
      memo: segments.memo,
      pay: timesheetSegments.pay,
    })
    .from(timesheetSegments)
    .innerJoin(segments, and(eq(segments.id, timesheetSegments.segmentId), eq(segments.week, timesheetSegments.week)))
    .where(inArray(timesheetSegments.timesheetId, timesheetIds))
    .orderBy(asc(segments.startedAt));
}

async function segmentSumsOf(db: Queryable, timesheetIds: string[]) {
  const rows = await db
    .select({
      timesheetId: timesheetSegments.timesheetId,
      count: sql<number>`count(*)::int`,
      minutes: sql<number>`sum(${timesheetSegments.minutes})::int`,
      pay: sql<string>`sum(${timesheetSegments.pay})::text`,
    })
    .from(timesheetSegments)
    .where(inArray(timesheetSegments.timesheetId, timesheetIds))
    .groupBy(timesheetSegments.timesheetId);
  return new Map(rows.map((row) => [row.timesheetId, { ...row, pay: BigInt(row.pay) }]));
}

type Worked = Awaited<ReturnType<typeof segmentsOf>>;
type Sums = Awaited<ReturnType<typeof segmentSumsOf>>;

function weekOf(
  row: WeekRow,
  { worked, sums, parts }: { worked: Worked | null; sums: Sums | null; parts: Part[] },
  audience: Audience,
): TracedWeek {
  // Releases of a week add up; each is counted once, however many payouts have carried it.
  const releases = [...new Map(parts.map(({ release }) => [release.id, release])).values()];
  const taken = parts.filter((part) => part.payout);
  const carrying = taken.filter((part) => part.payout!.id === part.release.payoutId).at(-1) ?? taken.at(-1);
  const last = carrying?.payout ?? null;
  const { id, week, agentId, state, minutes, hourlyRate, currency, pay, fee } = row.timesheet;
  const mine: TracedSegment[] | null =
    worked?.filter((one) => one.timesheetId === id).map(({ timesheetId: _, ...segment }) => segment) ?? null;
  const sum = sums?.get(id) ?? { count: 0, minutes: 0, pay: 0n };
  return {
    id,
    week,
    title: row.title,
    agentId,
    agentName: row.agentName,
    businessName: row.businessName,
    state,
    minutes,
    hourlyRate,
    currency,
    pay,
    tax: row.tax ?? 0n,
    held: BigInt(row.held),
    fee,
    segments: mine,
    segmentSum: mine
      ? {
          count: mine.length,
          minutes: mine.reduce((total, one) => total + one.minutes, 0),
          pay: mine.reduce((total, one) => total + one.pay, 0n),
        }
      : { count: sum.count, minutes: sum.minutes, pay: sum.pay },
    billId: row.bill?.id ?? null,
    invoice: row.invoice ? invoiceName(row.invoice) : null,
    release: releases[0] ? { at: releases[0].releasedAt, amount: releases.reduce((sum, one) => sum + one.amount, 0n) } : null,
    payoutId: audience === "business" ? null : (last?.id ?? null),
    payout: last ? { state: last.state, at: lastChange(last) } : null,
    parts: audience === "business" ? [] : byPayout(taken),
  };
}

function lastChange(payout: typeof payouts.$inferSelect): Date {
  return payout.failedAt ?? payout.paidAt ?? payout.sentAt ?? payout.transferredAt ?? payout.reservedAt;
}

function byPayout(taken: Part[]): TracedWeek["parts"] {
  const sums = new Map<string, { payoutId: string; state: PayoutState; amount: bigint }>();
  for (const { release, payout } of taken) {
    if (!payout) continue;
    const known = sums.get(payout.id) ?? { payoutId: payout.id, state: payout.state, amount: 0n };
    sums.set(payout.id, { ...known, amount: known.amount + release.amount });
  }
  return [...sums.values()];
}

const bonusOf = ({ release }: Part) => (release.kind === "bonus" ? release.key.slice("bonus:".length) : null);

/** Of a bill that is traced all its bonuses, of a payout those in it; an agent sees no other's. */
function bonusesOf({ bill, bonuses }: BillMoney, parts: Part[], root: Trace["root"], audience: Audience): TracedBonusOfBill[] {
  const { id: billId, week, currency } = bill;
  return bonuses.flatMap((bonus) => {
    const mine = parts.filter((part) => bonusOf(part) === bonus.id);
    if (root.kind === "bills" ? root.id !== billId : mine.length === 0) return [];
    const payable = audience === "business" ? [] : byPayout(mine);
    return [{ ...bonus, billId, week, currency, parts: payable, released: mine.length > 0 }];
  });
}

function billOf({ bill, businessName, agentTax, bonuses: _, ...all }: BillMoney, audience: Audience): TracedBill {
  const { id, week, currency, state, closedAt, paidAt, pay, fee, tax, total } = bill;
  const base = { id, week, businessName, currency, state, closedAt, paidAt };
  const nothing = { credit: 0n, owed: 0n, givenUp: 0n, charges: [], invoice: null, advances: [], refunds: [], chargebacks: [] };
  if (audience === "agent") return { ...base, ...nothing, sums: null };
  const open = owedOf(bill);
  const seen: TracedBill = {
    ...base,
    ...all,
    sums: { pay, fee, tax, agentTax, total },
    owed: state === "paid" || state === "writtenOff" ? 0n : open,
    givenUp: state === "writtenOff" ? open : 0n,
  };
  return audience === "finance" ? seen : forBusiness(seen);
}

/** What Stripe takes, what the platform advances and who bears a refund, is no matter of the business. */
function forBusiness(bill: TracedBill): TracedBill {
  const hidden = { stripeFee: null, stripePaymentIntentId: null, stripeChargeId: null, stripeBalanceTransactionId: null };
  return {
    ...bill,
    charges: bill.charges.map((one) => ({ ...one, ...hidden, fundsAvailableOn: null })),
    invoice: bill.invoice ? { ...bill.invoice, stripeFee: null, stripeInvoiceId: null } : null,
    advances: [],
    refunds: bill.refunds.map((one) => {
      const agentPart = one.agentPart + one.platformPart;
      return { ...one, agentPart, fromHeld: agentPart, platformPart: 0n, stripeRefundId: null };
    }),
  };
}

function payoutOf({ payout, agentName, bankLast4 }: Part): TracedPayout[] {
  return payout ? [asPayout(payout, agentName ?? "", bankLast4)] : [];
}

function asPayout(payout: typeof payouts.$inferSelect, agentName: string, bankLast4: string | null): TracedPayout {
  const { failureCode, failureMessage, stripeAccountId: _, ...rest } = payout;
  return {
    ...rest,
    loose: 0n,
    agentName,
    bankLast4,
    failure: failureCode ? { code: failureCode, message: failureMessage ?? "" } : null,
  };
}
