import { and, eq, inArray, ne } from "drizzle-orm";
import { type Context, system } from "#app/domain/accounts/permissions.ts";
import { issueCreditNote } from "#app/domain/billing/issue-credit-note.server.ts";
import { type RefundSource, refundBill } from "#app/domain/billing/refund-bill.server.ts";
import { feeLeftOf, lockBilledWeek } from "#app/domain/billing/refund-week.server.ts";
import { feeTaxSource } from "#app/domain/billing/request-refund.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { closeHold } from "#app/domain/payouts/close-hold.server.ts";
import { startRecovery } from "#app/domain/payouts/start-recovery.server.ts";
import { resolveTimesheet } from "#app/domain/timesheets/dispute-timesheet.server.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { disputeSegments, disputes } from "#db/schema/disputes.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { disputeLifecycle, moneyOf, outcomeOf } from "./dispute.ts";
import type { Dispute } from "./lock-dispute.server.ts";
import { paidSegments } from "./open-dispute.server.ts";

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
  const upheld = await giveBack(tx, dispute, billed, settlement, context);
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

/** @returns the pay that the business gets back, minor units */
async function giveBack(
  tx: Tx,
  dispute: Dispute,
  { billId, workTax: weekTax }: { billId: string; workTax: bigint },
  { upheld, refundTo, repays, action, words }: Settlement,
  context: Context,
): Promise<bigint> {
  const { id: disputeId, timesheetId, agentId, currency, statement } = dispute;
  // Holds, recoveries and postings are steps of the ledger, not of the person who ended the dispute.
  const book: Context = { actor: system, now: context.now };
  const [week] = await tx.select({ fee: timesheets.fee }).from(timesheets).where(eq(timesheets.id, timesheetId));
  const sum = moneyOf(await paidSegments(tx, timesheetId), { fee: week!.fee, tax: weekTax }, upheld);
  // Finance may have given fee back before: never more of it than is left.
  const feeLeft = await feeLeftOf(tx, timesheetId);
  const fee = sum.fee < feeLeft ? sum.fee : feeLeft;
  if (sum.pay + fee === 0n) {
    await closeHold(tx, { disputeId, take: 0n }, book);
    return 0n;
  }
  const reason = (words ?? statement).slice(0, 500);
  const note = await issueCreditNote(tx, { billId, timesheetId, work: sum.pay, fee, reason }, book);
  const stands = sum.pay + note.workTax;
  const closed = await closeHold(tx, { disputeId, take: stands }, book);
  const { taken, repaid, borne } = outcomeOf(stands, closed, repays);
  if (repaid > 0n)
    await startRecovery(
      tx,
      {
        agentId,
        amount: money(repaid, currency),
        basis: action === "agree" ? "agreement" : "decision",
        reason,
        source: `dispute:${disputeId}`,
      },
      book,
    );
  const sources: RefundSource[] = [
    { part: "agent", debit: accounts.held(agentId, currency), amount: taken },
    { part: "agent", debit: accounts.owed(agentId, currency), amount: repaid },
    { part: "platform", debit: accounts.writeOffs(currency), amount: borne },
    { part: "fee", debit: accounts.fees(currency), amount: fee },
    ...(await feeTaxSource(tx, billId, currency, note.feeTax)),
  ];
  await refundBill(
    tx,
    {
      // One refund a dispute: its id is the refund's.
      refundId: disputeId,
      billId,
      timesheetId,
      disputeId,
      to: refundTo ?? "card",
      reason,
      requestedBy: context.actor.userId,
      sources,
    },
    book,
  );
  return sum.pay;
}
