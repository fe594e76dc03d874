import { eq, inArray, or, sql } from "drizzle-orm";
import { weeksOnBill } from "#app/domain/billing/bills.server.ts";
import { payableWeeks } from "#app/domain/billing/payable-weeks.server.ts";
import { moneyOfWeeks } from "#app/domain/payouts/week-money.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { bills, type chargebacks, termsPayments } from "#db/schema/billing.ts";

export interface HeldPay {
  agentId: string;
  /** The first of the weeks that it concerns. */
  timesheetId: string;
  /** Minor units, the agent's tax included. */
  amount: bigint;
  currency: string;
}

/**
 * Pay that waits while the bank takes back what paid for it: what is neither protected nor made available yet, one sum an agent. Four queries, and
 * one a bill. @param now business time (UTC instant)
 */
export async function payHeldByChargeback(
  db: Queryable,
  { billId, stripeChargeId }: Pick<typeof chargebacks.$inferSelect, "billId" | "stripeChargeId">,
  now: Date,
): Promise<HeldPay[]> {
  const invoices = db
    .select({ id: termsPayments.termsInvoiceId })
    .from(termsPayments)
    .where(eq(termsPayments.stripeChargeId, stripeChargeId));
  const charged = await db
    .select({ id: bills.id })
    .from(bills)
    .where(or(billId ? eq(bills.id, billId) : sql`false`, inArray(bills.termsInvoiceId, invoices)))
    .orderBy(bills.week);
  const ids = (await Promise.all(charged.map((bill) => weeksOnBill(db, bill.id)))).flat();
  const [weeks, billed] = await Promise.all([moneyOfWeeks(db, ids), payableWeeks(db, ids, now)]);
  const held = new Map<string, HeldPay>();
  for (const timesheetId of ids) {
    const { agentId, currency, total, pending } = weeks.get(timesheetId)!;
    const due = (billed.get(timesheetId)?.protectedPay ?? 0n) - (total - pending);
    const waits = due > 0n ? pending - due : pending;
    if (waits <= 0n) continue;
    const known = held.get(agentId) ?? { agentId, timesheetId, currency, amount: 0n };
    held.set(agentId, { ...known, amount: known.amount + waits });
  }
  return [...held.values()];
}
