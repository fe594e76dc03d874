import { and, asc, eq, isNull } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { Conflict, Forbidden } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { weekClocks } from "#app/kernel/time.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { segments } from "#db/schema/diary.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { writeTimesheet } from "./write-timesheet.server.ts";

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
    .where(and(eq(timesheets.contractId, contractId), eq(timesheets.week, week), eq(timesheets.part, 0)));
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
  const overLimitMinutes = worked.reduce((sum, one) => sum + one.minutes, 0) - minutes;
  const timesheet = await writeTimesheet(tx, contract, { week, part: 0, billWeek: week, paid, overLimitMinutes }, now);
  await recordEvent(tx, "timesheet.frozen", { timesheetId: timesheet.id }, context);
  return timesheet;
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
