import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { timesheetLifecycle } from "./timesheet.ts";

async function lockTimesheet(tx: Tx, timesheetId: string) {
  const [timesheet] = await tx.select().from(timesheets).where(eq(timesheets.id, timesheetId)).for("update");
  if (!timesheet) throw new NotFound();
  return timesheet;
}

/**
 * Marks a week in review of which the business disputes segments; an approved one stays approved. Locks the week until the commit.
 * @throws NotFound for strangers, Forbidden without "disputes.open"
 */
export async function disputeTimesheet(tx: Tx, { timesheetId }: { timesheetId: string }, { actor }: Context) {
  const timesheet = await lockTimesheet(tx, timesheetId);
  permit(actor, "disputes.open", timesheet);
  if (timesheetLifecycle.can(timesheet.state, "dispute"))
    await tx
      .update(timesheets)
      .set({ state: timesheetLifecycle.next(timesheet.state, "dispute") })
      .where(eq(timesheets.id, timesheetId));
  return timesheet;
}

/** Nothing is disputed in the week any more; whoever ended the last dispute of it has asked who may. Twice is once. @throws NotFound */
export async function resolveTimesheet(tx: Tx, { timesheetId }: { timesheetId: string }, context: Context): Promise<void> {
  const { state } = await lockTimesheet(tx, timesheetId);
  if (!timesheetLifecycle.can(state, "resolve")) return;
  await tx
    .update(timesheets)
    .set({ state: timesheetLifecycle.next(state, "resolve"), approvedAt: context.now })
    .where(eq(timesheets.id, timesheetId));
  await recordEvent(tx, "timesheet.approved", { timesheetId }, context);
}
