import { and, eq, inArray, isNull, lt, lte } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { bills, termsInvoices } from "#db/schema/billing.ts";
import { OVERDUE_DAYS, REMINDER_DAYS, remindersDue } from "./terms-invoice.ts";

/** Open invoices on terms that are near their due date or past it. */
export async function invoicesToRemind(db: Queryable, now: Date): Promise<string[]> {
  const rows = await db
    .select({ id: termsInvoices.id })
    .from(termsInvoices)
    .where(and(eq(termsInvoices.state, "open"), lte(termsInvoices.dueAt, addDays(now, -REMINDER_DAYS[0]))));
  return rows.map((row) => row.id);
}

/**
 * Reminds of an invoice before and after its due date, each reminder once; long past it, its bills become overdue, which pauses the business's
 * contracts. After an outage only the newest reminder goes out. @throws Forbidden for people
 */
export async function remindTerms(tx: Tx, { termsInvoiceId }: { termsInvoiceId: string }, context: Context): Promise<void> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const [invoice] = await tx.select().from(termsInvoices).where(eq(termsInvoices.id, termsInvoiceId)).for("update");
  if (invoice?.state !== "open") return;
  const due = remindersDue(invoice.dueAt, now);
  const [told] = await tx
    .update(termsInvoices)
    .set({ reminders: due })
    .where(and(eq(termsInvoices.id, termsInvoiceId), lt(termsInvoices.reminders, due)))
    .returning();
  if (told) await recordEvent(tx, "terms-invoice.reminded", { termsInvoiceId, days: REMINDER_DAYS[due - 1]! }, context);
  if (addDays(invoice.dueAt, OVERDUE_DAYS) > now) return;
  const overdue = await tx
    .update(bills)
    .set({ overdueSince: now })
    .where(and(eq(bills.termsInvoiceId, termsInvoiceId), inArray(bills.state, ["invoiced"]), isNull(bills.overdueSince)))
    .returning();
  for (const { id: billId, businessId } of overdue) await recordEvent(tx, "bill.overdue", { billId, businessId }, context);
}
