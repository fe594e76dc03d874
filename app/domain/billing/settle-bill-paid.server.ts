import { and, asc, eq, inArray, isNotNull, ne } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { type AccountRef, accounts } from "#app/domain/ledger/chart.ts";
import { type Posting, postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { reverseTransaction } from "#app/domain/ledger/reverse-transaction.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { advances, bills } from "#db/schema/billing.ts";
import { ledgerTransactions } from "#db/schema/ledger.ts";
import { billLifecycle, owedOf } from "./bill.ts";

export interface Payment {
  /** Idempotency key of the posting, once for ever: "charge:{id}", "terms-invoice:{id}". */
  key: string;
  kind: string;
  source: { kind: string; id: string };
  stripeId?: string;
  /** Where the money is now (debit): the platform's balance at Stripe, or the business's credit that was used. */
  from: AccountRef;
  /** What it pays of which bill, minor units; several for an invoice over a month. */
  bills: { billId: string; amount: bigint }[];
  /** In the same transaction: Stripe's fee. */
  also?: Posting[];
}

/**
 * The one place where a bill becomes paid. The money clears what the business owed; advances made on the bill are recovered in the same
 * posting; a claim that was given up is taken up again first. What comes for a bill that is paid already, or above what is owed, becomes
 * the business's credit. Records bill.paid once a bill. Twice, by its key, is once. A step of charging, invoicing and closing: what a person
 * may do, those have checked. @throws NotFound for an unknown bill
 */
export async function settleBillPaid(tx: Tx, payment: Payment, context: Context): Promise<void> {
  const ids = payment.bills.map((one) => one.billId);
  const locked = await tx.select().from(bills).where(inArray(bills.id, ids)).orderBy(asc(bills.id)).for("update");
  if (locked.length !== new Set(ids).size) throw new NotFound();
  const [known] = await tx.select().from(ledgerTransactions).where(eq(ledgerTransactions.key, payment.key));
  if (known) return;
  const open = await tx
    .select()
    .from(advances)
    .where(and(inArray(advances.billId, ids), ne(advances.state, "recovered")))
    .for("update");
  const postings: Posting[] = [];
  const { from } = payment;
  const { currency } = from;
  for (const { billId, amount } of payment.bills) {
    const bill = locked.find((one) => one.id === billId)!;
    const owed = bill.state === "paid" ? 0n : owedOf(bill);
    const cleared = amount < owed ? amount : owed;
    const receivable = accounts.receivable(bill.businessId, currency);
    postings.push(
      { debit: from, credit: receivable, amount: money(cleared, currency) },
      { debit: from, credit: accounts.credit(bill.businessId, currency), amount: money(amount - cleared, currency) },
    );
    if (bill.state === "paid") continue;
    if (bill.state === "writtenOff")
      await reverseTransaction(tx, { key: writtenOffKey(billId), as: `${writtenOffKey(billId)}:${payment.key}` }, context);
    for (const advance of open.filter((one) => one.billId === billId))
      postings.push({ debit: receivable, credit: accounts.advances(currency), amount: money(advance.amount, currency) });
  }
  // Credit that is too much stays where it is.
  const moving = [...postings, ...(payment.also ?? [])].filter((one) => one.amount.minor > 0n && one.debit.id !== one.credit.id);
  const { key, kind, source, stripeId } = payment;
  if (moving.length > 0) await postTransaction(tx, { key, kind, source, stripeId, postings: moving }, context);
  const paid = locked.filter((bill) => bill.state !== "paid");
  await markPaid(tx, paid, context);
}

/** The key under which finance gave a bill's claim up. */
export function writtenOffKey(billId: string): string {
  return `bill:${billId}:written-off`;
}

/** A bill of which nothing is owed any more (credit at the close, credit notes since) is paid without a payment. Twice is once. */
export async function settleNothingOwed(tx: Tx, billId: string, context: Context): Promise<void> {
  const [bill] = await tx.select().from(bills).where(eq(bills.id, billId)).for("update");
  if (!bill) throw new NotFound();
  if (bill.state === "paid" || owedOf(bill) > 0n) return;
  await markPaid(tx, [bill], context);
}

async function markPaid(tx: Tx, paid: (typeof bills.$inferSelect)[], context: Context): Promise<void> {
  const { now } = context;
  for (const bill of paid) {
    await tx
      .update(bills)
      .set({ state: billLifecycle.next(bill.state, "pay"), paidAt: now, nextRetryAt: null, overdueSince: null })
      .where(eq(bills.id, bill.id));
    await tx
      .update(advances)
      .set({ state: "recovered", settledAt: now })
      .where(and(eq(advances.billId, bill.id), ne(advances.state, "recovered")));
    await recordEvent(tx, "bill.paid", { billId: bill.id }, context);
    if (bill.overdueSince) await recordGoodStanding(tx, bill.businessId, context);
  }
}

/** The last bill that had paused the business's contracts is paid. */
async function recordGoodStanding(tx: Tx, businessId: string, context: Context): Promise<void> {
  const [still] = await tx
    .select({ id: bills.id })
    .from(bills)
    .where(and(eq(bills.businessId, businessId), ne(bills.state, "paid"), isNotNull(bills.overdueSince)))
    .limit(1);
  if (!still) await recordEvent(tx, "business.in-good-standing", { businessId }, context);
}
