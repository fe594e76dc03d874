import { and, eq, inArray, ne } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockBilledWeek } from "#app/domain/billing/refund-week.server.ts";
import { resolveTimesheet } from "#app/domain/timesheets/dispute-timesheet.server.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { disputeSegments, disputes } from "#db/schema/disputes.ts";
import { disputeLifecycle } from "./dispute.ts";
import { giveBack } from "./give-back.server.ts";
import type { Dispute } from "./lock-dispute.server.ts";

export interface Settlement {
  action: "agree" | "decide" | "withdraw";
  /** Segments of the dispute whose pay the business gets back. */
  upheld: ReadonlySet<string>;
  refundTo: "card" | "credit" | null;
  /** The agent repays what was paid out before the dispute; otherwise the platform bears it. */
  repays: boolean;
  /** The decision's words. */
  words: string | null;
}

/**
 * Ends a dispute and moves its money, all in this transaction: the hold is closed, what stands leaves the agent (held money, then by recovery from
 * later payouts, or the platform bears it) and Deskhand's fee on it leaves too; the business gets it back with credit notes. Whoever ends
 * it has asked who may and locked the dispute.
 */
export async function settleDispute(tx: Tx, dispute: Dispute, settlement: Settlement, context: Context): Promise<void> {
  const { actor, now } = context;
  const { id: disputeId, timesheetId } = dispute;
  const state = disputeLifecycle.next(dispute.state, settlement.action);
  const billed = await lockBilledWeek(tx, timesheetId);
  if (!(await hasOther(tx, dispute))) await resolveTimesheet(tx, { timesheetId }, context);
  const { agentId, currency } = dispute;
  const upheld = await giveBack(
    tx,
    billed,
    {
      id: disputeId,
      disputeId,
      timesheetId,
      agentId,
      currency,
      segmentIds: settlement.upheld,
      refundTo: settlement.refundTo ?? "card",
      repays: settlement.repays ? (settlement.action === "agree" ? "agreement" : "decision") : null,
      reason: (settlement.words ?? dispute.statement).slice(0, 500),
      source: `dispute:${disputeId}`,
    },
    context,
  );
  const ids = [...settlement.upheld];
  const mine = eq(disputeSegments.disputeId, disputeId);
  // A withdrawn claim leaves its segments as they were; a decided one keeps what it gave back out of any other.
  if (settlement.action === "withdraw") await tx.update(disputeSegments).set({ living: false }).where(mine);
  else {
    await tx.update(disputeSegments).set({ living: false, upheld: false }).where(mine);
    if (ids.length > 0)
      await tx
        .update(disputeSegments)
        .set({ living: true, upheld: true })
        .where(and(mine, inArray(disputeSegments.segmentId, ids)));
  }
  await tx
    .update(disputes)
    .set({
      state,
      upheld,
      decision: settlement.words,
      refundTo: upheld > 0n ? settlement.refundTo : null,
      repays: settlement.repays,
      decidedBy: actor.userId,
      decidedAt: now,
    })
    .where(eq(disputes.id, disputeId));
  await recordEvent(tx, "dispute.decided", { disputeId }, context);
}

async function hasOther(tx: Tx, { id, timesheetId }: Dispute): Promise<boolean> {
  const [other] = await tx
    .select({ id: disputes.id })
    .from(disputes)
    .where(and(eq(disputes.timesheetId, timesheetId), inArray(disputes.state, ["open", "answered"]), ne(disputes.id, id)))
    .limit(1);
  return other !== undefined;
}
