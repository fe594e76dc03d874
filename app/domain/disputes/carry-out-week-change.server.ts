import { and, asc, eq, isNull } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { billedWeek, lockBilledWeek } from "#app/domain/billing/refund-week.server.ts";
import { holdPay } from "#app/domain/payouts/hold-pay.server.ts";
import { markCarriedOut } from "#app/domain/timesheets/mark-carried-out.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { timesheets, weekChangeSegments, weekChanges } from "#db/schema/timesheets.ts";
import { moneyOf } from "./dispute.ts";
import { giveBack } from "./give-back.server.ts";
import { paidSegments } from "./open-dispute.server.ts";

/**
 * The pay of segments that both sides agreed to take out of a closed week is held until the next close gives it back. Twice is once; time that is added
 * needs no hold. @throws Forbidden for people
 */
export async function holdTakenOut(tx: Tx, { weekChangeId }: { weekChangeId: string }, context: Context): Promise<void> {
  if (context.actor.kind !== "system") throw new Forbidden();
  const found = await takenOut(tx, weekChangeId);
  if (!found || !(await billedWeek(tx, found.change.timesheetId))) return;
  const { timesheetId } = found.change;
  const billed = await lockBilledWeek(tx, timesheetId);
  const sum = moneyOf(await paidSegments(tx, timesheetId), { fee: found.fee, tax: billed.workTax }, found.segmentIds);
  await holdPay(tx, { disputeId: weekChangeId, timesheetId, amount: sum.pay + sum.tax }, context);
}

/**
 * Carries out what both sides agreed to take out: credit notes, and the business's credit, which its next bill uses up. What was paid out before the
 * agreement the agent repays from later payouts. Twice is once. @throws Forbidden for people
 */
export async function carryOutWeekChange(tx: Tx, { weekChangeId }: { weekChangeId: string }, context: Context): Promise<void> {
  await holdTakenOut(tx, { weekChangeId }, context);
  const found = await takenOut(tx, weekChangeId);
  if (!found || found.change.carriedOutAt) return;
  const { change, segmentIds, currency } = found;
  const { timesheetId, agentId } = change;
  // A week too small for a bill of its own waits for one; so does this.
  if (!(await billedWeek(tx, timesheetId))) return;
  const billed = await lockBilledWeek(tx, timesheetId);
  const givenBack = await giveBack(
    tx,
    billed,
    {
      id: weekChangeId,
      timesheetId,
      agentId,
      currency,
      segmentIds,
      refundTo: "credit",
      repays: "agreement",
      reason: change.reason,
      source: `week-change:${weekChangeId}`,
    },
    context,
  );
  await markCarriedOut(tx, { weekChangeId, givenBack }, context);
}

async function takenOut(tx: Tx, weekChangeId: string) {
  const [row] = await tx
    .select({ change: weekChanges, fee: timesheets.fee, currency: timesheets.currency })
    .from(weekChanges)
    .innerJoin(timesheets, eq(timesheets.id, weekChanges.timesheetId))
    .where(and(eq(weekChanges.id, weekChangeId), eq(weekChanges.kind, "takeOut"), eq(weekChanges.state, "accepted")));
  if (!row) return null;
  const named = await tx
    .select({ id: weekChangeSegments.segmentId })
    .from(weekChangeSegments)
    .where(eq(weekChangeSegments.weekChangeId, weekChangeId));
  return { ...row, segmentIds: new Set(named.map((one) => one.id)) };
}

/** Agreed and not carried out yet, oldest first. */
export async function weekChangesToCarryOut(db: Queryable): Promise<string[]> {
  const rows = await db
    .select({ id: weekChanges.id })
    .from(weekChanges)
    .where(and(eq(weekChanges.kind, "takeOut"), eq(weekChanges.state, "accepted"), isNull(weekChanges.carriedOutAt)))
    .orderBy(asc(weekChanges.answeredAt), asc(weekChanges.id));
  return rows.map((row) => row.id);
}
