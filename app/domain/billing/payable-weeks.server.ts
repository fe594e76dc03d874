import { and, eq, inArray, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { bills, charges, invoiceLines, invoices, termsInvoices, weekProtections } from "#db/schema/billing.ts";
import { contracts } from "#db/schema/contracts.ts";
import { shareOf } from "./protection.ts";

export interface PayableWeek {
  billId: string;
  businessId: string;
  agentId: string;
  currency: string;
  /** What the week becomes to its agent: pay and the agent's own tax on it, minor units. */
  amount: bigint;
  /** The whole amount once the bill is paid and its funds have settled at Stripe; until then, and while its bank takes it back, nothing. */
  funded: bigint;
  /** The part that becomes available on its day in any case (product.md, "Protection"), tax on it included. */
  protectedPay: bigint;
  /** Paid, whether or not the funds have settled: then no advance is needed for the protected part. */
  billPaid: boolean;
}

/** What the business's side says about weeks: only weeks that stand on a bill. One query. @param now business time (UTC instant) */
export async function payableWeeks(db: Queryable, timesheetIds: string[], now: Date): Promise<Map<string, PayableWeek>> {
  if (timesheetIds.length === 0) return new Map();
  const rows = await db
    .select({
      timesheetId: invoiceLines.timesheetId,
      work: invoiceLines.amount,
      tax: invoiceLines.tax,
      currency: invoiceLines.currency,
      billId: bills.id,
      businessId: bills.businessId,
      agentId: contracts.agentId,
      state: bills.state,
      protectedPay: weekProtections.protectedPay,
      settled: fundsSettled(db, now),
      takenBack: chargedBack(),
    })
    .from(invoiceLines)
    .innerJoin(invoices, eq(invoices.id, invoiceLines.invoiceId))
    .innerJoin(bills, eq(bills.id, invoices.billId))
    .innerJoin(contracts, eq(contracts.id, invoiceLines.contractId))
    .leftJoin(weekProtections, eq(weekProtections.timesheetId, invoiceLines.timesheetId))
    .where(and(inArray(invoiceLines.timesheetId, timesheetIds), eq(invoiceLines.kind, "work")));
  return new Map(
    rows.map(({ timesheetId, work, tax, state, settled, takenBack, protectedPay, ...row }) => {
      const amount = work + tax;
      const billPaid = state === "paid";
      const covered = shareOf(amount, protectedPay ?? 0n, work);
      return [
        timesheetId!,
        { ...row, amount, billPaid, funded: billPaid && settled && !takenBack ? amount : 0n, protectedPay: covered },
      ];
    }),
  );
}

/** Nothing that paid the bill is still on its way to the platform's balance; credit was there before. */
function fundsSettled(db: Queryable, now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`;
  const charge = db
    .select({ one: sql`1` })
    .from(charges)
    .where(
      sql`${charges.billId} = ${bills.id} and ${charges.state} = 'succeeded' and coalesce(${charges.fundsAvailableOn}, 'infinity') > ${at}`,
    );
  const invoice = db
    .select({ one: sql`1` })
    .from(termsInvoices)
    .where(
      sql`${termsInvoices.id} = ${bills.termsInvoiceId} and ${termsInvoices.state} = 'paid' and coalesce(${termsInvoices.fundsAvailableOn}, ${termsInvoices.paidAt}) > ${at}`,
    );
  return sql<boolean>`not exists ${charge} and not exists ${invoice}`;
}

/** A chargeback of what paid the bill waits for its decision (decision 020): what is not protected waits with it. */
function chargedBack() {
  return sql<boolean>`exists (
    select 1 from chargebacks cb left join terms_payments tp on tp.stripe_charge_id = cb.stripe_charge_id
    where cb.state in ('needsResponse', 'underReview') and (cb.bill_id = ${bills.id} or tp.terms_invoice_id = ${bills.termsInvoiceId}))`;
}
