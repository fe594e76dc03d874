import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { startOfWeek } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { weekProtections } from "#db/schema/billing.ts";
import { segments } from "#db/schema/diary.ts";
import { timesheetSegments, timesheets } from "#db/schema/timesheets.ts";
import { exposureFacts, type LoadedFacts } from "./exposure-facts.server.ts";
import {
  costOf,
  type ExposureFacts,
  exposureLimit,
  frozenWeeks,
  type NotProtected,
  unpaidBills,
  unprotectedSegments,
} from "./protection.ts";

type Timesheet = typeof timesheets.$inferSelect;
const ROWS_AT_ONCE = 1000;

/**
 * Decides which segments of closed weeks are protected, from the facts as they stood when they were worked (product.md, "Protection"); the
 * weeks of a Monday are decided together, in order of start over all contracts. What is decided stays. Three queries a Monday, four where
 * the limit was near, one more for what came late. @throws Forbidden for people
 * @param weeks timesheets of one business in one currency
 */
export async function decideProtection(tx: Tx, weeks: Timesheet[], context: Context): Promise<void> {
  if (context.actor.kind !== "system") throw new Forbidden();
  for (const monday of [...new Set(weeks.map((one) => one.week))].sort())
    await decideWeek(
      tx,
      monday,
      weeks.filter((one) => one.week === monday),
      context,
    );
}

async function decideWeek(tx: Tx, monday: string, weeks: Timesheet[], { now }: Context): Promise<void> {
  const { businessId, currency } = weeks[0]!;
  const begin = startOfWeek(monday);
  const loaded = (await exposureFacts(tx, [businessId], begin, { before: monday })).of(businessId, currency);
  // What comes late stands in line with all that was worked in its week, where the close has decided already.
  const all = weeks.some((one) => one.part > 0) ? await everyPart(tx, { businessId, currency, monday }) : weeks;
  const reasons = withinReach(loaded, all, begin, now) ? await manualSegments(tx, weeks) : await sweep(tx, loaded.facts, all);
  const pays = await payOf(tx, weeks, [...reasons.keys()]);
  const rows = weeks.map((week) => {
    const mine = pays.filter((one) => one.timesheetId === week.id);
    const unprotectedPay = mine.reduce((sum, one) => sum + one.pay, 0n);
    return {
      timesheetId: week.id,
      currency,
      protectedPay: week.pay - unprotectedPay,
      unprotectedPay,
      unprotected: mine.map(({ segmentId }) => ({ segmentId, reason: reasons.get(segmentId)! })),
      exposureLimit: exposureLimit(loaded.facts, begin),
      decidedAt: now,
    };
  });
  for (let i = 0; i < rows.length; i += ROWS_AT_ONCE)
    await tx
      .insert(weekProtections)
      .values(rows.slice(i, i + ROWS_AT_ONCE))
      .onConflictDoNothing();
}

function everyPart(tx: Tx, { businessId, currency, monday }: { businessId: string; currency: string; monday: string }) {
  return tx
    .select()
    .from(timesheets)
    .where(and(eq(timesheets.businessId, businessId), eq(timesheets.currency, currency), eq(timesheets.week, monday)));
}

/** Whether all that was owed and the whole week fit within the least limit of any moment in it: then no segment can be beyond it. */
function withinReach({ facts }: LoadedFacts, weeks: Timesheet[], begin: Date, now: Date): boolean {
  const moments = [begin, ...momentsOf(facts).filter((one) => one > begin && one <= now)];
  const most = moments.map((at) => unpaidBills(facts, at) + frozenWeeks(facts, at)).reduce((a, b) => (a > b ? a : b));
  const least = moments.map((at) => exposureLimit(facts, at)).reduce((a, b) => (a < b ? a : b));
  const minutes = new Map<string, number>();
  for (const one of weeks) minutes.set(one.contractId, (minutes.get(one.contractId) ?? 0) + one.minutes);
  const rates = new Map(weeks.map((one) => [one.contractId, one]));
  const worked = [...minutes].reduce((sum, [id, one]) => sum + costOf(rates.get(id)!, one, facts.currency), 0n);
  return most + worked <= least;
}

/** Instants at which what is owed or the limit may change; a paid bill leaves the limit's window some time after it was paid. */
function momentsOf({ bills, frozen, arrangements, credit }: ExposureFacts): Date[] {
  const LOOKED_BACK = 56 * 86_400_000;
  return [
    ...bills.flatMap((one) => [one.closedAt, one.paidAt, one.backAt, one.paidAt && new Date(one.paidAt.getTime() + LOOKED_BACK)]),
    ...frozen.map((one) => one.billedAt),
    ...arrangements.map((one) => one.fromAt),
    ...credit.map((one) => one.from),
  ].filter((one) => one !== null);
}

async function manualSegments(tx: Tx, weeks: Timesheet[]): Promise<Map<string, NotProtected>> {
  const rows = await tx
    .select({ id: segments.id })
    .from(segments)
    .where(
      and(
        inArray(
          segments.contractId,
          weeks.map((one) => one.contractId),
        ),
        eq(segments.week, weeks[0]!.week),
        eq(segments.kind, "manual"),
        eq(segments.overLimit, false),
        isNull(segments.deletedAt),
      ),
    );
  return new Map(rows.map((row) => [row.id, "manual" as const]));
}

async function sweep(tx: Tx, facts: ExposureFacts, weeks: Timesheet[]): Promise<Map<string, NotProtected>> {
  const worked = await tx
    .select({
      id: segments.id,
      contractId: segments.contractId,
      startedAt: segments.startedAt,
      minutes: segments.minutes,
      kind: segments.kind,
    })
    .from(timesheetSegments)
    .innerJoin(segments, and(eq(segments.id, timesheetSegments.segmentId), eq(segments.week, timesheetSegments.week)))
    .where(
      inArray(
        timesheetSegments.timesheetId,
        weeks.map((one) => one.id),
      ),
    )
    .orderBy(asc(segments.startedAt), asc(segments.id));
  return unprotectedSegments(facts, worked, new Map(weeks.map((one) => [one.contractId, one])));
}

/** The shares of pay of the segments that are not protected, in order of start. */
async function payOf(tx: Tx, weeks: Timesheet[], segmentIds: string[]) {
  if (segmentIds.length === 0) return [];
  return tx
    .select({ segmentId: timesheetSegments.segmentId, timesheetId: timesheetSegments.timesheetId, pay: timesheetSegments.pay })
    .from(timesheetSegments)
    .innerJoin(segments, and(eq(segments.id, timesheetSegments.segmentId), eq(segments.week, timesheetSegments.week)))
    .where(
      and(
        inArray(
          timesheetSegments.timesheetId,
          weeks.map((one) => one.id),
        ),
        sql`${timesheetSegments.segmentId} in ${segmentIds}`,
      ),
    )
    .orderBy(asc(segments.startedAt), asc(segments.id));
}
