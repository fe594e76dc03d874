import { and, asc, desc, eq, inArray, ne, sql } from "drizzle-orm";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { bills, chargebacks, charges, prepayments, refunds, termsInvoices, termsPayments } from "#db/schema/billing.ts";
import { refundableUntil } from "./refund.ts";

export type RefundHindrance = "noCharge" | "tooLate" | "chargedBack" | "notEnough";

/** A charge whose card can get money back: how much of it is left, minor units, and until when. */
export interface RefundTarget {
  stripeChargeId: string;
  left: bigint;
  until: Date;
}

interface Paid {
  stripeChargeId: string | null;
  amount: bigint;
  at: Date | null;
}

/** The last charge that paid a bill, by card or by the invoice it stood on; null when nothing did. */
async function chargeOfBill(db: Queryable, billId: string): Promise<Paid | null> {
  const [charge] = await db
    .select({ stripeChargeId: charges.stripeChargeId, amount: charges.amount, at: charges.settledAt })
    .from(charges)
    .where(and(eq(charges.billId, billId), eq(charges.state, "succeeded")))
    .orderBy(desc(charges.attempt))
    .limit(1);
  if (charge) return charge;
  // Of several payments of one invoice, the largest can give back the most.
  const [payment] = await db
    .select({ stripeChargeId: termsPayments.stripeChargeId, amount: termsPayments.amount, at: termsPayments.paidAt })
    .from(termsPayments)
    .innerJoin(bills, eq(bills.termsInvoiceId, termsPayments.termsInvoiceId))
    .where(and(eq(bills.id, billId), eq(bills.state, "paid")))
    .orderBy(desc(termsPayments.amount), asc(termsPayments.id))
    .limit(1);
  return payment ?? null;
}

async function chargeOfPrepayment(db: Queryable, prepaymentId: string): Promise<Paid | null> {
  const [prepayment] = await db
    .select({ stripeChargeId: prepayments.stripeChargeId, amount: prepayments.amount, at: prepayments.settledAt })
    .from(prepayments)
    .where(and(eq(prepayments.id, prepaymentId), eq(prepayments.state, "succeeded")));
  return prepayment ?? null;
}

/**
 * The charge whose card can be refunded for a bill or a prepayment, or why there is none: never more than was charged, only within 180 days,
 * and not while or after its bank took it back.
 */
export async function refundTarget(
  db: Queryable,
  about: { billId: string } | { prepaymentId: string },
  now: Date,
): Promise<RefundTarget | { hindrance: RefundHindrance }> {
  const paid = "billId" in about ? await chargeOfBill(db, about.billId) : await chargeOfPrepayment(db, about.prepaymentId);
  if (!paid?.stripeChargeId || !paid.at) return { hindrance: "noCharge" };
  const { stripeChargeId } = paid;
  const until = refundableUntil(paid.at);
  if (now > until) return { hindrance: "tooLate" };
  const [takenBack] = await db
    .select({ id: chargebacks.id })
    .from(chargebacks)
    .where(and(eq(chargebacks.stripeChargeId, stripeChargeId), ne(chargebacks.state, "won")))
    .limit(1);
  if (takenBack) return { hindrance: "chargedBack" };
  const [before] = await db
    .select({ sum: sql<string>`coalesce(sum(${refunds.amount}), 0)::text` })
    .from(refunds)
    .where(and(eq(refunds.stripeChargeId, stripeChargeId), ne(refunds.state, "failed")));
  const left = paid.amount - BigInt(before!.sum);
  return left > 0n ? { stripeChargeId, left, until } : { hindrance: "notEnough" };
}

/** Credit that is promised to a card and leaves with the next call to Stripe: it pays no bill and is promised to nobody else. */
export async function creditReservedForRefunds(db: Queryable, businessId: string, currency: string): Promise<bigint> {
  const [row] = await db
    .select({ sum: sql<string>`coalesce(sum(${refunds.amount}), 0)::text` })
    .from(refunds)
    .where(
      and(
        eq(refunds.businessId, businessId),
        eq(refunds.currency, currency),
        eq(refunds.to, "card"),
        eq(refunds.state, "reserved"),
      ),
    );
  return BigInt(row!.sum);
}

/** Payments of an invoice on terms that do not add up to it yet: they pay that invoice and nothing else. */
async function creditKeptForInvoices(db: Queryable, businessId: string, currency: string): Promise<bigint> {
  const [row] = await db
    .select({ sum: sql<string>`coalesce(sum(${termsPayments.amount}), 0)::text` })
    .from(termsPayments)
    .innerJoin(termsInvoices, eq(termsInvoices.id, termsPayments.termsInvoiceId))
    .where(
      and(
        eq(termsInvoices.businessId, businessId),
        eq(termsInvoices.currency, currency),
        inArray(termsInvoices.state, ["open", "outside", "uncollectible"]),
      ),
    );
  return BigInt(row!.sum);
}

/**
 * Credit that neither pays a bill nor is promised to a card or kept for an invoice, minor units. Whoever takes of it waits here for whoever takes of it now, so that it
 * is spent once.
 */
export async function unusedCredit(tx: Tx, businessId: string, currency: string): Promise<bigint> {
  await tx.select({ id: businesses.id }).from(businesses).where(eq(businesses.id, businessId)).for("no key update");
  const credit = await balanceOf(tx, accounts.credit(businessId, currency));
  const promised = await creditReservedForRefunds(tx, businessId, currency);
  const unused = credit.minor - promised - (await creditKeptForInvoices(tx, businessId, currency));
  return unused > 0n ? unused : 0n;
}
