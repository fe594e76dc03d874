import { and, asc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { Conflict, Forbidden } from "#app/kernel/errors.ts";
import { weekClocks } from "#app/kernel/time.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { segments } from "#db/schema/diary.ts";
import { lateTimeSegments, lateTimes, timesheets } from "#db/schema/timesheets.ts";
import { writeTimesheet } from "./write-timesheet.server.ts";

/** Approved before an instant and not paid by any part yet. */
const approvedBefore = (instant: Date) =>
  and(
    eq(lateTimes.state, "approved"),
    isNull(lateTimes.timesheetId),
    lt(sql`coalesce(${lateTimes.ruledAt}, ${lateTimes.decidedAt})`, instant.toISOString()),
  );

/**
 * Makes parts of earlier weeks from the late time that was approved before a close: one a week of work, at the rate of that week, rounded by itself, billed
 * and made available with the week that closes. Approved already, so there is no review; a dispute may name its segments. Twice is once.
 * @param billWeek the week that closes; @throws Forbidden for people, Conflict before the close
 */
export async function freezeLateTime(
  tx: Tx,
  { contractId, billWeek }: { contractId: string; billWeek: string },
  context: Context,
): Promise<(typeof timesheets.$inferSelect)[]> {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  const contract = await lockContract(tx, contractId);
  const { closesAt } = weekClocks(billWeek);
  if (now < closesAt) throw new Conflict("timesheets:errors.notClosedYet");
  const approved = await tx
    .select()
    .from(lateTimes)
    .where(and(eq(lateTimes.contractId, contractId), approvedBefore(closesAt)))
    .orderBy(asc(lateTimes.arrivedAt), asc(lateTimes.id))
    .for("update");
  const made = [];
  for (const week of [...new Set(approved.map((one) => one.week))].sort()) {
    const mine = approved.filter((one) => one.week === week);
    const ids = mine.map((one) => one.id);
    const paid = await tx
      .select({ id: segments.id, minutes: segments.minutes })
      .from(lateTimeSegments)
      .innerJoin(segments, and(eq(segments.id, lateTimeSegments.segmentId), eq(segments.week, lateTimeSegments.week)))
      .where(and(inArray(lateTimeSegments.lateTimeId, ids), eq(segments.week, week)))
      .orderBy(asc(segments.startedAt));
    const [parts] = await tx
      .select({ last: sql<number>`coalesce(max(${timesheets.part}), 0)::int` })
      .from(timesheets)
      .where(and(eq(timesheets.contractId, contractId), eq(timesheets.week, week)));
    const last = mine.at(-1)!;
    const timesheet = await writeTimesheet(
      tx,
      contract,
      {
        week,
        part: parts!.last + 1,
        billWeek,
        paid,
        overLimitMinutes: 0,
        approved: { at: last.ruledAt ?? last.decidedAt!, by: last.ruledBy ?? last.decidedBy },
      },
      now,
    );
    await tx.update(lateTimes).set({ timesheetId: timesheet.id }).where(inArray(lateTimes.id, ids));
    made.push(timesheet);
  }
  return made;
}

/** Contracts with late time that the close of a week bills. */
export async function contractsWithLateTime(db: Queryable, billWeek: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: lateTimes.contractId })
    .from(lateTimes)
    .where(approvedBefore(weekClocks(billWeek).closesAt));
  return rows.map((row) => row.id);
}
