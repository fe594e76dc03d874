import { and, asc, eq, inArray, or } from "drizzle-orm";
import { type Context, system } from "#app/domain/accounts/permissions.ts";
import { billedWeek } from "#app/domain/billing/refund-week.server.ts";
import { holdPay } from "#app/domain/payouts/hold-pay.server.ts";
import { disputeTimesheet } from "#app/domain/timesheets/dispute-timesheet.server.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { segments } from "#db/schema/diary.ts";
import { disputeSegments, disputes } from "#db/schema/disputes.ts";
import { timesheetSegments, weekChangeSegments, weekChanges } from "#db/schema/timesheets.ts";
import { answerDueAt, type DisputeReason, decisionDueAt, mayBeOpened, moneyOf } from "./dispute.ts";

export interface OpenDispute {
  /** Made by the form: the same one twice is once. */
  disputeId: string;
  timesheetId: string;
  segmentIds: string[];
  reason: DisputeReason;
  statement: string;
}

/** Segments that a frozen week pays, in order of start. */
export async function paidSegments(db: Queryable, timesheetId: string) {
  return db
    .select({
      id: timesheetSegments.segmentId,
      startedAt: segments.startedAt,
      minutes: timesheetSegments.minutes,
      pay: timesheetSegments.pay,
    })
    .from(timesheetSegments)
    .innerJoin(segments, and(eq(segments.id, timesheetSegments.segmentId), eq(segments.week, timesheetSegments.week)))
    .where(eq(timesheetSegments.timesheetId, timesheetId))
    .orderBy(asc(segments.startedAt));
}

/** Of a week's segments those under a living dispute, given back, decided for the agent, or taken out by an amendment: they cannot be disputed (again). */
export async function settledSegments(db: Queryable, timesheetId: string): Promise<Set<string>> {
  const rows = await db
    .select({ id: disputeSegments.segmentId })
    .from(disputeSegments)
    .innerJoin(disputes, eq(disputes.id, disputeSegments.disputeId))
    .where(
      and(
        eq(disputes.timesheetId, timesheetId),
        or(eq(disputeSegments.living, true), inArray(disputes.state, ["decided", "agreed"])),
      ),
    );
  const takenOut = await db
    .select({ id: weekChangeSegments.segmentId })
    .from(weekChangeSegments)
    .innerJoin(weekChanges, eq(weekChanges.id, weekChangeSegments.weekChangeId))
    .where(and(eq(weekChanges.timesheetId, timesheetId), eq(weekChanges.state, "accepted")));
  return new Set([...rows, ...takenOut].map((row) => row.id));
}

/**
 * A business disputes named segments of a frozen week, until 30 days after its charge: their pay is held, everything else goes its way. The agent
 * has three days to answer. Twice is once.
 * @throws NotFound for strangers, Forbidden without "disputes.open", Conflict when it is too late, Invalid for segments that are not of the week,
 *   disputed already, or worth nothing
 */
export async function openDispute(tx: Tx, input: OpenDispute, context: Context): Promise<{ id: string }> {
  const { actor, now } = context;
  const { disputeId, timesheetId, segmentIds, reason, statement } = input;
  const week = await disputeTimesheet(tx, { timesheetId }, context);
  const [known] = await tx.select({ id: disputes.id }).from(disputes).where(eq(disputes.id, disputeId));
  if (known) return known;
  const billed = await billedWeek(tx, timesheetId);
  if (!billed) throw new Conflict("disputes:errors.notBilled");
  if (!mayBeOpened(billed.chargedAt, now)) throw new Conflict("disputes:errors.tooLate");
  const all = await paidSegments(tx, timesheetId);
  const named = new Set(segmentIds);
  const chosen = all.filter((one) => named.has(one.id));
  if (chosen.length === 0) throw new Invalid("segments", "disputes:errors.noSegments");
  if (chosen.length < named.size) throw new Invalid("segments", "disputes:errors.otherSegments");
  const settled = await settledSegments(tx, timesheetId);
  if (chosen.some((one) => settled.has(one.id))) throw new Invalid("segments", "disputes:errors.alreadyDisputed");
  const sum = moneyOf(all, { fee: week.fee, tax: billed.workTax }, named);
  if (sum.pay === 0n) throw new Invalid("segments", "disputes:errors.worthNothing");
  const dueAt = answerDueAt(now);
  await tx.insert(disputes).values({
    id: disputeId,
    timesheetId,
    contractId: week.contractId,
    businessId: week.businessId,
    agentId: week.agentId,
    reason,
    statement,
    claimed: sum.pay,
    currency: week.currency,
    openedBy: actor.userId!,
    openedAt: now,
    answerDueAt: dueAt,
    decisionDueAt: decisionDueAt(dueAt),
  });
  await tx
    .insert(disputeSegments)
    .values(chosen.map(({ id, minutes, pay }) => ({ disputeId, segmentId: id, week: week.week, minutes, pay })));
  await holdPay(tx, { disputeId, timesheetId, amount: sum.pay + sum.tax }, { actor: system, now });
  await recordEvent(tx, "dispute.opened", { disputeId }, context);
  return { id: disputeId };
}
