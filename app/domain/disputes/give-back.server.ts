import { eq } from "drizzle-orm";
import { type Context, system } from "#app/domain/accounts/permissions.ts";
import { issueCreditNote } from "#app/domain/billing/issue-credit-note.server.ts";
import { type RefundSource, refundBill } from "#app/domain/billing/refund-bill.server.ts";
import { type BilledWeek, feeLeftOf } from "#app/domain/billing/refund-week.server.ts";
import { feeTaxSource } from "#app/domain/billing/request-refund.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { closeHold } from "#app/domain/payouts/close-hold.server.ts";
import { startRecovery } from "#app/domain/payouts/start-recovery.server.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { moneyOf, outcomeOf } from "./dispute.ts";
import { paidSegments } from "./open-dispute.server.ts";

interface GiveBack {
  /** Of the dispute or the amendment: the hold, the refund and the recovery carry it, so that twice is once. */
  id: string;
  timesheetId: string;
  agentId: string;
  currency: string;
  /** Segments whose pay goes back. */
  segmentIds: ReadonlySet<string>;
  refundTo: "card" | "credit";
  /** The agent repays what was paid out before the hold; otherwise the platform bears it. */
  repays: "agreement" | "decision" | null;
  reason: string;
  /** Left out for an amendment. */
  disputeId?: string;
  source: string;
}

/**
 * Pay of named segments leaves the agent (held money, then by recovery from later payouts, or the platform bears it) and Deskhand's fee on it
 * leaves too; the business gets both back, with credit notes. The caller has locked the week's bill, asked who may, and made the hold.
 * @returns the pay that the business gets back, minor units
 */
export async function giveBack(
  tx: Tx,
  { billId, workTax: weekTax }: BilledWeek,
  { id, timesheetId, agentId, currency, segmentIds, refundTo, repays, reason, disputeId, source }: GiveBack,
  context: Context,
): Promise<bigint> {
  // Holds, recoveries and postings are steps of the ledger, not of the person who asked for them.
  const book: Context = { actor: system, now: context.now };
  const [week] = await tx.select({ fee: timesheets.fee }).from(timesheets).where(eq(timesheets.id, timesheetId));
  const sum = moneyOf(await paidSegments(tx, timesheetId), { fee: week!.fee, tax: weekTax }, segmentIds);
  // Finance may have given fee back before: never more of it than is left.
  const feeLeft = await feeLeftOf(tx, timesheetId);
  const fee = sum.fee < feeLeft ? sum.fee : feeLeft;
  if (sum.pay + fee === 0n) {
    await closeHold(tx, { disputeId: id, take: 0n }, book);
    return 0n;
  }
  const note = await issueCreditNote(tx, { billId, timesheetId, work: sum.pay, fee, reason }, book);
  const stands = sum.pay + note.workTax;
  const closed = await closeHold(tx, { disputeId: id, take: stands }, book);
  const { taken, repaid, borne } = outcomeOf(stands, closed, repays !== null);
  if (repaid > 0n)
    await startRecovery(tx, { agentId, amount: money(repaid, currency), basis: repays ?? "decision", reason, source }, book);
  const sources: RefundSource[] = [
    { part: "agent", debit: accounts.held(agentId, currency), amount: taken },
    { part: "agent", debit: accounts.owed(agentId, currency), amount: repaid },
    { part: "platform", debit: accounts.writeOffs(currency), amount: borne },
    { part: "fee", debit: accounts.fees(currency), amount: fee },
    ...(await feeTaxSource(tx, billId, currency, note.feeTax)),
  ];
  const requestedBy = context.actor.userId;
  await refundBill(
    tx,
    // One refund a dispute or amendment: its id is the refund's.
    { refundId: id, billId, timesheetId, disputeId, to: refundTo, reason, requestedBy, sources },
    book,
  );
  return sum.pay;
}
