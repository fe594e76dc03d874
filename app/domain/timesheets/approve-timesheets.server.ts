import { and, asc, eq, inArray } from "drizzle-orm";
import { type Actor, type Context, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { approveTimesheet } from "./approve-timesheet.server.ts";

/**
 * Approves the weeks that a person has been shown, all or none; those that were approved meanwhile stay as they are. Twice is once.
 * @throws NotFound for weeks of elsewhere, Forbidden without "timesheets.review"
 */
export async function approveTimesheets(
  tx: Tx,
  { businessId, timesheetIds }: { businessId: string; timesheetIds: string[] },
  context: Context,
): Promise<void> {
  permit(context.actor, "timesheets.review", { businessId });
  const rows = await tx
    .select({ id: timesheets.id })
    .from(timesheets)
    .where(and(eq(timesheets.businessId, businessId), inArray(timesheets.id, timesheetIds)))
    // In one order, so that two of these never wait for each other in a circle.
    .orderBy(asc(timesheets.id));
  if (rows.length < new Set(timesheetIds).size) throw new NotFound();
  for (const { id } of rows) await approveTimesheet(tx, { timesheetId: id, note: "" }, context);
}

/** A business's weeks in review, oldest first. One query. @throws NotFound, Forbidden without "timesheets.review" */
export async function weeksInReview(db: Queryable, businessId: string, actor: Actor) {
  permit(actor, "timesheets.review", { businessId });
  return db
    .select({ timesheet: timesheets, title: contracts.title, agentName: users.name })
    .from(timesheets)
    .innerJoin(contracts, eq(contracts.id, timesheets.contractId))
    .innerJoin(users, eq(users.id, timesheets.agentId))
    .where(and(eq(timesheets.businessId, businessId), eq(timesheets.state, "inReview")))
    .orderBy(asc(timesheets.week), asc(users.name), asc(timesheets.id));
}
