import { and, eq, inArray, lte } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict, Forbidden, Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { lateTimeSegments, lateTimes } from "#db/schema/timesheets.ts";
import { lateTimeLifecycle } from "./late-time.ts";
import { lockLateTime } from "./lock-late-time.server.ts";

interface Decision {
  lateTimeId: string;
  /** Segments that are not approved; all others are. */
  declined: string[];
  /** Why; read by the agent. */
  reason: string;
}

/**
 * The business approves late time, or declines all or some of its segments with a reason: those become a row of their own. Twice is once.
 * @throws NotFound for strangers, Forbidden without "timesheets.review", Invalid for segments of elsewhere or without a reason, Conflict once it
 *   was decided otherwise
 */
export async function decideLateTime(tx: Tx, { lateTimeId, declined, reason }: Decision, context: Context): Promise<void> {
  const { actor, now } = context;
  const late = await lockLateTime(tx, lateTimeId);
  permit(actor, "timesheets.review", late);
  const rows = await tx.select().from(lateTimeSegments).where(eq(lateTimeSegments.lateTimeId, lateTimeId));
  const named = new Set(declined);
  const gone = rows.filter((one) => named.has(one.segmentId));
  if (late.state === "approved" && declined.length === 0) return;
  if (late.state === "declined" && gone.length === rows.length) return;
  if (late.state !== "waiting") throw new Conflict("timesheets:errors.lateDecided");
  if (gone.length < named.size) throw new Invalid("declined", "timesheets:errors.otherSegments");
  if (gone.length > 0 && reason.trim() === "") throw new Invalid("reason", "errors:required");
  const decided = { decidedAt: now, decidedBy: actor.userId };
  if (gone.length === 0 || gone.length === rows.length) {
    const action = gone.length === 0 ? "approve" : "decline";
    const state = lateTimeLifecycle.next(late.state, action);
    const why = gone.length === 0 ? null : reason;
    await tx
      .update(lateTimes)
      .set({ state, ...decided, reason: why })
      .where(eq(lateTimes.id, lateTimeId));
    await recordEvent(tx, "late-time.decided", { lateTimeId }, context);
    return;
  }
  const minutes = gone.reduce((sum, one) => sum + one.minutes, 0);
  const other = newId();
  const declinedState = lateTimeLifecycle.next(late.state, "decline");
  await tx.insert(lateTimes).values({ ...late, id: other, state: declinedState, minutes, ...decided, reason });
  await tx
    .update(lateTimeSegments)
    .set({ lateTimeId: other })
    .where(and(eq(lateTimeSegments.lateTimeId, lateTimeId), inArray(lateTimeSegments.segmentId, declined)));
  await tx
    .update(lateTimes)
    .set({ state: lateTimeLifecycle.next(late.state, "approve"), minutes: late.minutes - minutes, ...decided })
    .where(eq(lateTimes.id, lateTimeId));
  for (const id of [lateTimeId, other]) await recordEvent(tx, "late-time.decided", { lateTimeId: id }, context);
}

/** Silence approves: late time whose three days are over. @throws Forbidden for people */
export async function lapseDueLateTime(tx: Tx, context: Context): Promise<number> {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  const due = await tx
    .update(lateTimes)
    .set({ state: lateTimeLifecycle.next("waiting", "lapse"), decidedAt: lateTimes.decideUntil })
    .where(and(eq(lateTimes.state, "waiting"), lte(lateTimes.decideUntil, now)))
    .returning({ id: lateTimes.id });
  for (const { id } of due) await recordEvent(tx, "late-time.decided", { lateTimeId: id }, context);
  return due.length;
}
