import { and, eq, inArray, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict, Invalid, NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { contracts } from "#db/schema/contracts.ts";
import { disputes } from "#db/schema/disputes.ts";
import { timesheetSegments, timesheets, weekChangeSegments, weekChanges } from "#db/schema/timesheets.ts";
import { finalAt, fitsWeek } from "./week-change.ts";

interface Proposal {
  /** Made with the form: the same one twice is once. */
  weekChangeId: string;
  timesheetId: string;
  reason: string;
}

/**
 * The agent proposes to take segments out of a closed week. Nothing changes until the business accepts. Twice is once.
 * @throws NotFound for strangers, Forbidden for members, Conflict once the week is final, Invalid for segments that it does not pay, that are disputed, or
 *   that another amendment takes out
 */
export async function proposeTakeOut(
  tx: Tx,
  { weekChangeId, timesheetId, segmentIds, reason }: Proposal & { segmentIds: string[] },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const week = await lockOpenWeek(tx, timesheetId, context, "agent");
  if (await isKnown(tx, weekChangeId)) return;
  if (segmentIds.length === 0) throw new Invalid("segments", "timesheets:errors.noSegments");
  const rows = await tx
    .select({ segmentId: timesheetSegments.segmentId, week: timesheetSegments.week, minutes: timesheetSegments.minutes })
    .from(timesheetSegments)
    .where(and(eq(timesheetSegments.timesheetId, timesheetId), inArray(timesheetSegments.segmentId, segmentIds)));
  if (rows.length < new Set(segmentIds).size) throw new Invalid("segments", "timesheets:errors.otherSegments");
  if (await isSpokenFor(tx, timesheetId, segmentIds)) throw new Invalid("segments", "timesheets:errors.segmentsTaken");
  await tx.insert(weekChanges).values({
    ...partsOf(week),
    id: weekChangeId,
    kind: "takeOut",
    minutes: rows.reduce((sum, one) => sum + one.minutes, 0),
    reason,
    proposedSide: "agent",
    proposedBy: actor.userId!,
    proposedAt: now,
  });
  await tx
    .insert(weekChangeSegments)
    .values(rows.map(({ segmentId, week: monday }) => ({ weekChangeId, segmentId, week: monday })));
  await recordEvent(tx, "week-change.proposed", { weekChangeId }, context);
}

/**
 * Either side proposes to add time that nobody recorded, where the contract allows time by hand. Twice is once.
 * @param from,to UTC instants inside the week
 * @throws NotFound for strangers, Forbidden without "timesheets.review", Conflict once the week is final, Invalid where the contract does not allow it
 *   or for a time outside the week
 */
export async function proposeAddedTime(
  tx: Tx,
  { weekChangeId, timesheetId, from, to, reason }: Proposal & { from: Date; to: Date },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const week = await lockOpenWeek(tx, timesheetId, context, actor.kind === "agent" ? "agent" : "business");
  if (await isKnown(tx, weekChangeId)) return;
  const [contract] = await tx.select().from(contracts).where(eq(contracts.id, week.contractId));
  if (!contract!.manualTimeAllowed) throw new Invalid("from", "diary:refused.manual");
  if (!fitsWeek({ from, to }, week.week, now)) throw new Invalid("to", "timesheets:errors.outsideWeek");
  const [clash] = await tx.execute(
    sql`select 1 from segments where agent_id = ${week.agentId} and week = ${week.week} and deleted_at is null
      and started_at < ${to.toISOString()}::timestamptz and ended_at > ${from.toISOString()}::timestamptz limit 1`,
  );
  if (clash) throw new Invalid("from", "timesheets:errors.overlap");
  await tx.insert(weekChanges).values({
    ...partsOf(week),
    id: weekChangeId,
    kind: "addTime",
    minutes: (to.getTime() - from.getTime()) / 60_000,
    reason,
    fromAt: from,
    toAt: to,
    proposedSide: actor.kind === "agent" ? "agent" : "business",
    proposedBy: actor.userId!,
    proposedAt: now,
  });
  await recordEvent(tx, "week-change.proposed", { weekChangeId }, context);
}

const partsOf = ({ id, contractId, businessId, agentId, week }: typeof timesheets.$inferSelect) => ({
  timesheetId: id,
  contractId,
  businessId,
  agentId,
  week,
});

async function isKnown(tx: Tx, weekChangeId: string): Promise<boolean> {
  const [known] = await tx.select({ id: weekChanges.id }).from(weekChanges).where(eq(weekChanges.id, weekChangeId));
  return known !== undefined;
}

/** Locks a week that may still be changed. @throws NotFound, Forbidden, Conflict once it is final */
export async function lockOpenWeek(tx: Tx, timesheetId: string, { actor, now }: Context, side: "agent" | "business") {
  const [week] = await tx.select().from(timesheets).where(eq(timesheets.id, timesheetId)).for("update");
  if (!week) throw new NotFound();
  permit(actor, side === "agent" ? "timesheets.answer" : "timesheets.review", week);
  const final = finalAt(week);
  if (final && now > final && !(await hasDispute(tx, timesheetId)))
    throw new Conflict("timesheets:errors.final", { date: final.toISOString().slice(0, 10) });
  return week;
}

async function hasDispute(tx: Tx, timesheetId: string): Promise<boolean> {
  const [open] = await tx
    .select({ id: disputes.id })
    .from(disputes)
    .where(and(eq(disputes.timesheetId, timesheetId), inArray(disputes.state, ["open", "answered"])))
    .limit(1);
  return open !== undefined;
}

/** Whether one of the segments is under a dispute, was given back by one, or is taken out by another amendment. */
export async function isSpokenFor(tx: Tx, timesheetId: string, segmentIds: string[], except?: string): Promise<boolean> {
  const ids = sql`(${sql.join(
    segmentIds.map((id) => sql`${id}::uuid`),
    sql`, `,
  )})`;
  const [taken] = await tx.execute(sql`
    select 1 from dispute_segments s join disputes d on d.id = s.dispute_id
      where d.timesheet_id = ${timesheetId} and s.living and s.segment_id in ${ids}
    union all
    select 1 from week_change_segments s join week_changes c on c.id = s.week_change_id
      where c.timesheet_id = ${timesheetId} and c.state in ('proposed', 'accepted') and c.id is distinct from ${except ?? null}
        and s.segment_id in ${ids} limit 1`);
  return taken !== undefined;
}
