import { eq } from "drizzle-orm";
import { type Context, permit, system } from "#app/domain/accounts/permissions.ts";
import { addAgreedTime } from "#app/domain/diary/add-agreed-time.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { lateTimeSegments, lateTimes, weekChangeSegments, weekChanges } from "#db/schema/timesheets.ts";
import { isSpokenFor, lockOpenWeek } from "./propose-week-change.server.ts";
import { weekChangeLifecycle } from "./week-change.ts";

type WeekChange = typeof weekChanges.$inferSelect;

/**
 * The other side accepts or declines an amendment of a closed week. Accepted time is added to the diary now, marked as by hand and late, and billed at the
 * next close; what is taken out is held now and given back at the next close. Twice is once.
 * @throws NotFound for strangers, Forbidden for the side that proposed, Conflict once the week is final, the segments are disputed or it was answered
 *   otherwise
 */
export async function answerWeekChange(
  tx: Tx,
  { weekChangeId, answer, words }: { weekChangeId: string; answer: "accept" | "decline"; words: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const change = await lockWeekChange(tx, weekChangeId, context);
  if (change.state === (answer === "accept" ? "accepted" : "declined")) return;
  const state = weekChangeLifecycle.next(change.state, answer);
  if (sideOf(context) === change.proposedSide) throw new Forbidden("timesheets:errors.yourOwnProposal");
  const lateTimeId = answer === "accept" ? await takeEffect(tx, change, context) : null;
  await tx
    .update(weekChanges)
    .set({ state, answeredBy: actor.userId, answeredAt: now, answer: words, lateTimeId })
    .where(eq(weekChanges.id, weekChangeId));
  await recordEvent(tx, answer === "accept" ? "week-change.accepted" : "week-change.declined", { weekChangeId }, context);
}

/** Whoever proposed takes it back before it is answered. Twice is once. @throws NotFound, Forbidden for the other side, Conflict once answered */
export async function withdrawWeekChange(tx: Tx, { weekChangeId }: { weekChangeId: string }, context: Context): Promise<void> {
  const change = await lockWeekChange(tx, weekChangeId, context);
  if (sideOf(context) !== change.proposedSide) throw new Forbidden();
  if (change.state === "withdrawn") return;
  const state = weekChangeLifecycle.next(change.state, "withdraw");
  await tx
    .update(weekChanges)
    .set({ state, answeredBy: context.actor.userId, answeredAt: context.now })
    .where(eq(weekChanges.id, weekChangeId));
}

const sideOf = ({ actor }: Context) => (actor.kind === "agent" ? "agent" : "business");

async function lockWeekChange(tx: Tx, weekChangeId: string, { actor }: Context): Promise<WeekChange> {
  const [change] = await tx.select().from(weekChanges).where(eq(weekChanges.id, weekChangeId)).for("update");
  if (!change) throw new NotFound();
  permit(actor, actor.kind === "agent" ? "timesheets.answer" : "timesheets.review", change);
  return change;
}

/** @returns the late time that it became, null for what is taken out */
async function takeEffect(tx: Tx, change: WeekChange, context: Context): Promise<string | null> {
  const { id, timesheetId, contractId, businessId, agentId, week } = change;
  await lockOpenWeek(tx, timesheetId, context, sideOf(context));
  if (change.kind === "takeOut") {
    const named = await tx.select().from(weekChangeSegments).where(eq(weekChangeSegments.weekChangeId, id));
    const ids = named.map((one) => one.segmentId);
    if (await isSpokenFor(tx, timesheetId, ids, id)) throw new Conflict("timesheets:errors.segmentsTaken");
    return null;
  }
  // Both sides have agreed: the diary records it as the system's own entry.
  const added = await addAgreedTime(
    tx,
    { contractId, from: change.fromAt!, to: change.toAt!, memo: change.reason.slice(0, 300) },
    { actor: system, now: context.now },
  );
  const paid = added.filter((one) => !one.overLimit);
  if (paid.length === 0) throw new Conflict("timesheets:errors.overLimit");
  const lateTimeId = newId();
  await tx.insert(lateTimes).values({
    id: lateTimeId,
    contractId,
    businessId,
    agentId,
    week,
    state: "approved",
    minutes: paid.reduce((sum, one) => sum + one.minutes, 0),
    arrivedAt: context.now,
    decideUntil: context.now,
    decidedAt: context.now,
    decidedBy: context.actor.userId,
  });
  await tx.insert(lateTimeSegments).values(paid.map((one) => ({ segmentId: one.id, week, lateTimeId, minutes: one.minutes })));
  return lateTimeId;
}
