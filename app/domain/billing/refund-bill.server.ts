import { and, asc, eq, ne } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { type AccountRef, accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { advances, bills, refunds } from "#db/schema/billing.ts";
import { owedOf } from "./bill.ts";
import { pairLegs, splitRefund } from "./refund.ts";
import { refundTarget } from "./refund-target.server.ts";
import { settleNothingOwed } from "./settle-bill-paid.server.ts";

export interface RefundSource {
  /** Pay taken back from the agent, borne by the platform, Deskhand's fee, tax on the fee. */
  part: "agent" | "platform" | "fee" | "tax";
  debit: AccountRef;
  /** Minor units; zero is left out. */
  amount: bigint;
}

export interface NewRefund {
  /** Made by whoever asks: the same one twice is once. */
  refundId: string;
  billId: string;
  timesheetId?: string;
  disputeId?: string;
  /** Where the business wants it; a card that cannot be refunded (180 days, charged back, more than was charged) makes it credit. */
  to: "card" | "credit";
  reason: string;
  sources: RefundSource[];
  requestedBy: string | null;
}

/**
 * Gives money of a bill back to its business, in one posting: what the sources give becomes credit of the business, or lowers what it still
 * owes. What goes on to a card is reserved out of that credit and sent by `sendRefundFlow`. Never more than the bill came to. Whoever asks has
 * asked who may, and writes the credit notes.
 * @returns the refund, null when the sources give nothing; @throws NotFound, Conflict above the bill's total
 */
export async function refundBill(tx: Tx, input: NewRefund, context: Context): Promise<typeof refunds.$inferSelect | null> {
  const { now } = context;
  const { refundId, billId, timesheetId, disputeId, reason, requestedBy } = input;
  const [bill] = await tx.select().from(bills).where(eq(bills.id, billId)).for("update");
  if (!bill) throw new NotFound();
  const [known] = await tx.select().from(refunds).where(eq(refunds.id, refundId));
  if (known) return known;
  const sources = input.sources.filter((one) => one.amount > 0n);
  const amount = sources.reduce((sum, one) => sum + one.amount, 0n);
  if (amount === 0n) return null;
  if (bill.refunded + amount > bill.total) throw new Conflict("billing:refunds.errors.tooMuch");
  const { businessId, currency } = bill;
  const open = await tx
    .select()
    .from(advances)
    .where(and(eq(advances.billId, billId), eq(advances.state, "open"), ne(advances.amount, 0n)))
    .orderBy(asc(advances.id))
    .for("update");
  const advanced = open.reduce((sum, one) => sum + one.amount, 0n);
  const split = splitRefund(amount, { state: bill.state, owed: owedOf(bill), advanced });
  const target = input.to === "card" && split.credit === amount ? await refundTarget(tx, { billId }, now) : null;
  const card = target && "left" in target && target.left >= amount ? target.stripeChargeId : null;
  const partOf = (part: RefundSource["part"]) => sources.reduce((sum, one) => (one.part === part ? sum + one.amount : sum), 0n);
  const [refund] = await tx
    .insert(refunds)
    .values({
      id: refundId,
      businessId,
      billId,
      timesheetId,
      disputeId,
      to: card ? "card" : "credit",
      stripeChargeId: card,
      amount,
      currency,
      agentPart: partOf("agent"),
      platformPart: partOf("platform"),
      feePart: partOf("fee"),
      taxPart: partOf("tax"),
      reason,
      requestedBy,
      requestedAt: now,
      ...(card ? {} : { state: "succeeded" as const, settledAt: now }),
    })
    .returning();
  await tx
    .update(bills)
    .set({ refunded: bill.refunded + amount - split.writeOffs })
    .where(eq(bills.id, billId));
  const targets = [
    { account: accounts.receivable(businessId, currency), amount: split.receivable },
    { account: accounts.advances(currency), amount: split.advances },
    { account: accounts.writeOffs(currency), amount: split.writeOffs },
    { account: accounts.credit(businessId, currency), amount: split.credit },
  ];
  const pairs = pairLegs<AccountRef, AccountRef>(
    sources.map(({ debit, amount: given }) => ({ account: debit, amount: given })),
    targets,
  );
  await postTransaction(
    tx,
    {
      key: `refund:${refundId}:given`,
      kind: disputeId ? "dispute.settled" : "bill.refunded",
      source: timesheetId ? { kind: "timesheet", id: timesheetId } : { kind: "bill", id: billId },
      detail: { billId, week: bill.week, ...(disputeId ? { disputeId } : {}) },
      // A loss that was written off and is given back meets itself: nothing moves.
      postings: pairs
        .filter(({ from, to }) => from.id !== to.id)
        .map(({ from, to, amount: part }) => ({ debit: from, credit: to, amount: money(part, currency) })),
    },
    { now },
  );
  await lowerAdvances(tx, open, split.advances, now);
  if (split.receivable + split.advances > 0n) {
    await settleNothingOwed(tx, billId, context);
    const { termsInvoiceId } = bill;
    // Its invoice at Stripe asks for less from now on.
    if (termsInvoiceId) await recordEvent(tx, "bill.lowered", { billId, termsInvoiceId }, context);
  }
  await recordEvent(tx, card ? "refund.requested" : "refund.settled", { refundId }, context);
  return refund!;
}

/** The platform's claim on the business is smaller by what it need not pay any more. */
async function lowerAdvances(tx: Tx, open: (typeof advances.$inferSelect)[], by: bigint, now: Date): Promise<void> {
  let left = by;
  for (const { id, amount } of open) {
    const part = left < amount ? left : amount;
    if (part === 0n) break;
    left -= part;
    const rest = amount - part;
    await tx
      .update(advances)
      .set({ amount: rest, ...(rest === 0n ? { state: "recovered" as const, settledAt: now } : {}) })
      .where(eq(advances.id, id));
  }
}
