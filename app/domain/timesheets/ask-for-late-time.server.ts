import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { segments } from "#db/schema/diary.ts";
import { lateTimeSegments, lateTimes } from "#db/schema/timesheets.ts";
import { decideUntil } from "./late-time.ts";

/**
 * Asks the business about segments that came after the close of their week, all that nobody asked about yet; those over the weekly limit are kept
 * and never billed, so nobody is asked. Twice is once. @throws Forbidden for people
 * @returns null when there is nothing to ask
 */
export async function askForLateTime(tx: Tx, { contractId, week }: { contractId: string; week: string }, context: Context) {
  if (context.actor.kind !== "system") throw new Forbidden();
  const contract = await lockContract(tx, contractId);
  const arrived = await tx
    .select({ id: segments.id, minutes: segments.minutes, receivedAt: segments.receivedAt })
    .from(segments)
    .where(
      and(
        eq(segments.contractId, contractId),
        eq(segments.week, week),
        eq(segments.late, true),
        eq(segments.overLimit, false),
        isNull(segments.deletedAt),
        sql`not exists (select 1 from ${lateTimeSegments} l where l.segment_id = ${segments.id} and l.week = ${week})`,
      ),
    )
    .orderBy(asc(segments.startedAt));
  if (arrived.length === 0) return null;
  const arrivedAt = arrived.reduce((latest, one) => (one.receivedAt > latest ? one.receivedAt : latest), arrived[0]!.receivedAt);
  const [late] = await tx
    .insert(lateTimes)
    .values({
      id: newId(),
      contractId,
      businessId: contract.businessId,
      agentId: contract.agentId,
      week,
      minutes: arrived.reduce((sum, one) => sum + one.minutes, 0),
      arrivedAt,
      decideUntil: decideUntil(arrivedAt),
    })
    .returning();
  await tx
    .insert(lateTimeSegments)
    .values(arrived.map(({ id, minutes }) => ({ segmentId: id, week, lateTimeId: late!.id, minutes })));
  await recordEvent(tx, "late-time.asked", { lateTimeId: late!.id }, context);
  return late!;
}
