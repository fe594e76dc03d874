import { and, desc, eq, inArray } from "drizzle-orm";
import type { Queryable, Tx } from "#db/client.server.ts";
import { bills, charges, invoiceLines, invoices } from "#db/schema/billing.ts";
import type { BillState } from "./bill.ts";

/** What a dispute has to know of a week's bill. */
export interface BilledWeek {
  billId: string;
  billState: BillState;
  /** When the bill was paid, the first of its charges that succeeded; null while it never was. */
  chargedAt: Date | null;
  /** The agent's own tax on the week's pay, minor units. */
  workTax: bigint;
}

/** The bill that a week stands on; null until it is billed. One query. */
export async function billedWeek(db: Queryable, timesheetId: string): Promise<BilledWeek | null> {
  const [row] = await db
    .select({
      billId: bills.id,
      billState: bills.state,
      paidAt: bills.paidAt,
      settledAt: charges.settledAt,
      workTax: invoiceLines.tax,
    })
    .from(invoiceLines)
    .innerJoin(invoices, eq(invoices.id, invoiceLines.invoiceId))
    .innerJoin(bills, eq(bills.id, invoices.billId))
    .leftJoin(charges, and(eq(charges.billId, bills.id), eq(charges.state, "succeeded")))
    .where(and(eq(invoiceLines.timesheetId, timesheetId), eq(invoiceLines.kind, "work")))
    .orderBy(desc(charges.attempt))
    .limit(1);
  return row
    ? { billId: row.billId, billState: row.billState, chargedAt: row.paidAt ?? row.settledAt, workTax: row.workTax }
    : null;
}

/** What no credit note has taken back yet of the fee on a week, minor units. The caller has locked the bill. */
export async function feeLeftOf(tx: Tx, timesheetId: string): Promise<bigint> {
  const rows = await tx
    .select({ kind: invoiceLines.kind, amount: invoiceLines.amount })
    .from(invoiceLines)
    .where(and(eq(invoiceLines.timesheetId, timesheetId), inArray(invoiceLines.kind, ["fee", "fee_credit"])));
  return rows.reduce((left, one) => (one.kind === "fee" ? left + one.amount : left - one.amount), 0n);
}

/** Locks a week's bill before its week and its agent, in the order in which every payment and release takes them. */
export async function lockBilledWeek(tx: Tx, timesheetId: string): Promise<BilledWeek> {
  const billed = await billedWeek(tx, timesheetId);
  if (!billed) throw new Error(`week ${timesheetId} stands on no bill`);
  await tx.select({ id: bills.id }).from(bills).where(eq(bills.id, billed.billId)).for("update");
  return billed;
}
