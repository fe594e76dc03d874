import { and, asc, eq, isNull } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { termsInWeek } from "#app/domain/contracts/terms-in-week.server.ts";
import { Conflict, Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { basisPointsOf, money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { weekClocks } from "#app/kernel/time.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { segments } from "#db/schema/diary.ts";
import { timesheetSegments, timesheets } from "#db/schema/timesheets.ts";
import { sharesOf, weekPay } from "./timesheet.ts";

const ROWS_AT_ONCE = 5000;

/**
 * Freezes a contract-week at its close: minutes within the limit, pay and fee at the terms in force, each segment's share. Twice is once.
 * @returns null when nothing payable was worked; @throws Forbidden for people, Conflict before the close
 */
export async function freezeContractWeek(tx: Tx, { contractId, week }: { contractId: string; week: string }, context: Context) {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  const contract = await lockContract(tx, contractId);
  const [known] = await tx
    .select()
    .from(timesheets)
    .where(and(eq(timesheets.contractId, contractId), eq(timesheets.week, week)));
  if (known) return known;
  const clocks = weekClocks(week);
  if (now < clocks.closesAt) throw new Conflict("timesheets:errors.notClosedYet");
  const worked = await tx
    .select({ id: segments.id, minutes: segments.minutes, overLimit: segments.overLimit })
    .from(segments)
    .where(
      and(eq(segments.contractId, contractId), eq(segments.week, week), isNull(segments.deletedAt), eq(segments.late, false)),
    )
    .orderBy(asc(segments.startedAt));
  const paid = worked.filter((one) => !one.overLimit);
  const minutes = paid.reduce((sum, one) => sum + one.minutes, 0);
  if (minutes === 0) return null;
  const { hourlyRate } = await termsInWeek(tx, contractId, week);
  const pay = weekPay(money(hourlyRate, contract.currency), minutes);
  const id = newId();
  const [timesheet] = await tx
    .insert(timesheets)
    .values({
      id,
      contractId,
      businessId: contract.businessId,
      agentId: contract.agentId,
      week,
      minutes,
      overLimitMinutes: worked.reduce((sum, one) => sum + one.minutes, 0) - minutes,
      hourlyRate,
      currency: contract.currency,
      pay: pay.minor,
      feeBps: contract.feeBps,
      fee: basisPointsOf(pay, contract.feeBps).minor,
      frozenAt: now,
      reviewUntil: clocks.reviewUntil,
      availableAt: clocks.availableAt,
    })
    .returning();
  const shares = sharesOf(
    pay.minor,
    paid.map((one) => one.minutes),
  );
  const rows = paid.map((one, index) => ({
    segmentId: one.id,
    week,
    timesheetId: id,
    minutes: one.minutes,
    pay: shares[index]!,
  }));
  for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) await tx.insert(timesheetSegments).values(rows.slice(i, i + ROWS_AT_ONCE));
  await recordEvent(tx, "timesheet.frozen", { timesheetId: id }, context);
  return timesheet!;
}

/** Every contract of a week is frozen: the bills may be made. */
export async function finishWeek(tx: Tx, { week }: { week: string }, context: Context): Promise<void> {
  if (context.actor.kind !== "system") throw new Forbidden();
  await recordEvent(tx, "week.frozen", { week }, context);
}

/** Contracts that worked in a week. */
export async function contractsWorkedIn(db: Queryable, week: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: segments.contractId })
    .from(segments)
    .where(and(eq(segments.week, week), isNull(segments.deletedAt), eq(segments.late, false)));
  return rows.map((row) => row.id);
}
