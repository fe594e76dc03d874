import { and, eq, inArray, lte } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { timesheetLifecycle } from "./timesheet.ts";

const lapsing = timesheetLifecycle.states.filter((state) => timesheetLifecycle.can(state, "lapse"));

/**
 * Approves a week in review. Twice is once: approving an approved week changes nothing. A dispute about some of its segments goes on.
 * @throws NotFound for strangers, Forbidden for members without "timesheets.review" and for the agent
 */
export async function approveTimesheet(
  tx: Tx,
  { timesheetId, note }: { timesheetId: string; note: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const [timesheet] = await tx.select().from(timesheets).where(eq(timesheets.id, timesheetId)).for("update");
  if (!timesheet) throw new NotFound();
  permit(actor, "timesheets.review", timesheet);
  if (timesheet.state === "approved") return;
  const state = timesheetLifecycle.next(timesheet.state, "approve");
  await tx
    .update(timesheets)
    .set({ state, approvedAt: now, approvedBy: actor.userId, note })
    .where(eq(timesheets.id, timesheetId));
  await recordEvent(tx, "timesheet.approved", { timesheetId }, context);
}

/** Silence is approval: every week whose review is over (product.md, "The week"), also of the time that a dispute does not name. */
export async function lapseDueReviews(tx: Tx, context: Context): Promise<number> {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  const due = await tx
    .update(timesheets)
    .set({ state: "approved", lapsedAt: now, approvedAt: now })
    .where(and(inArray(timesheets.state, lapsing), lte(timesheets.reviewUntil, now)))
    .returning({ id: timesheets.id });
  for (const { id } of due) await recordEvent(tx, "timesheet.approved", { timesheetId: id }, context);
  return due.length;
}
