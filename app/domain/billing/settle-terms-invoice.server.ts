import { asc, eq } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { type AccountRef, accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { bills, termsInvoices, termsPayments } from "#db/schema/billing.ts";
import { owedOf } from "./bill.ts";
import { settleBillPaid } from "./settle-bill-paid.server.ts";

type TermsInvoice = typeof termsInvoices.$inferSelect;
type Bill = typeof bills.$inferSelect;

export interface TermsPayment {
  charge: Stripe.Charge;
  movement: Stripe.BalanceTransaction;
  /** What of the charge pays this invoice, minor units. */
  pays: bigint;
}

export interface SaidOfInvoice {
  status: Stripe.Invoice.Status | null;
  /** What Stripe counts as paid in all, and what of it came through Stripe; minor units. */
  paid: bigint;
  through: bigint;
  /** Payments that we do not know yet. */
  fresh: TermsPayment[];
}

/**
 * Books what Stripe says about an invoice on terms. One payment of the whole pays its bills out of Stripe's balance. Of several, each becomes the
 * business's credit when it comes, kept for this invoice, and pays the bills when they add up. What was paid outside of Stripe brought no
 * money that we could see: the invoice waits until finance says with which transfer (`markPaidOutside`). Twice is once, in any order.
 * @throws Forbidden for people
 */
export async function settleTermsInvoice(
  tx: Tx,
  { termsInvoiceId: id, said }: { termsInvoiceId: string; said: SaidOfInvoice },
  context: Context,
): Promise<void> {
  permit(context.actor, "ledger.post");
  const [invoice] = await tx.select().from(termsInvoices).where(eq(termsInvoices.id, id)).for("update");
  const before = await tx.select().from(termsPayments).where(eq(termsPayments.termsInvoiceId, id));
  const fresh = said.fresh.filter(({ charge }) => !before.some((one) => one.stripeChargeId === charge.id));
  for (const payment of fresh) await keep(tx, invoice!, payment, context);
  const done = said.status === "paid" && invoice!.state !== "paid";
  // Also when somebody credited it at Stripe by hand, for less than our books say.
  const outside = said.paid > said.through || (done && (await missingOf(tx, id)) > 0n);
  const [only] = fresh;
  if (done && !outside && only && fresh.length === 1 && before.length === 0) {
    await payBills(tx, invoice!, { from: accounts.stripeBalance(invoice!.currency), payment: only }, context);
    return markInvoicePaid(tx, id, {}, context);
  }
  for (const payment of fresh) await creditPayment(tx, invoice!, payment, context);
  if (invoice!.state === "paid") return;
  const given = (["void", "uncollectible"] as const).find((state) => state === said.status);
  if (given) await tx.update(termsInvoices).set({ state: given }).where(eq(termsInvoices.id, id));
  else if (done && outside) {
    if (invoice!.state === "outside") return;
    await tx.update(termsInvoices).set({ state: "outside" }).where(eq(termsInvoices.id, id));
    await recordEvent(tx, "terms-invoice.paid-outside", { termsInvoiceId: id }, context);
  } else if (done) {
    await payBills(tx, invoice!, { from: accounts.credit(invoice!.businessId, invoice!.currency) }, context);
    await markInvoicePaid(tx, id, {}, context);
  }
}

function keep(tx: Tx, { id, currency }: TermsInvoice, { charge, movement }: TermsPayment, { now }: Context) {
  return tx.insert(termsPayments).values({
    id: newId(),
    termsInvoiceId: id,
    stripeChargeId: charge.id,
    stripeBalanceTransactionId: movement.id,
    amount: BigInt(charge.amount),
    currency,
    stripeFee: BigInt(movement.fee),
    fundsAvailableOn: new Date(movement.available_on * 1000),
    paidAt: now,
  });
}

const feeOf = (movement: Stripe.BalanceTransaction, currency: string) => ({
  debit: accounts.stripeFees(currency),
  credit: accounts.stripeBalance(currency),
  amount: money(BigInt(movement.fee), currency),
});

/** One of several payments: the business's money with us until the invoice is paid. */
async function creditPayment(
  tx: Tx,
  { id, businessId, currency }: TermsInvoice,
  { charge, movement }: TermsPayment,
  { now }: Context,
): Promise<void> {
  const amount = money(BigInt(charge.amount), currency);
  await postTransaction(
    tx,
    {
      key: `terms-payment:${charge.id}`,
      kind: "terms-invoice.part-paid",
      source: { kind: "terms-invoice", id },
      stripeId: charge.id,
      postings: [
        { debit: accounts.stripeBalance(currency), credit: accounts.credit(businessId, currency), amount },
        feeOf(movement, currency),
      ].filter((one) => one.amount.minor > 0n),
    },
    { now },
  );
}

/** Pays an invoice's bills with one payment, or out of the credit that its payments became. */
export async function payBills(
  tx: Tx,
  { id, currency }: TermsInvoice,
  { from, payment }: { from: AccountRef; payment?: TermsPayment },
  context: Context,
): Promise<void> {
  const covered = await tx.select().from(bills).where(eq(bills.termsInvoiceId, id)).orderBy(asc(bills.week));
  await settleBillPaid(
    tx,
    {
      key: `terms-invoice:${id}`,
      kind: "terms-invoice.paid",
      source: { kind: "terms-invoice", id },
      stripeId: payment?.charge.id,
      from,
      bills: shared(covered, payment ? BigInt(payment.charge.amount) : covered.reduce((sum, bill) => sum + stillOwed(bill), 0n)),
      also: payment ? [feeOf(payment.movement, currency)] : [],
    },
    context,
  );
}

export async function markInvoicePaid(tx: Tx, id: string, how: { bankReference?: string }, context: Context): Promise<void> {
  const { now } = context;
  const payments = await tx.select().from(termsPayments).where(eq(termsPayments.termsInvoiceId, id));
  const fundsAvailableOn = payments.reduce((last, one) => (one.fundsAvailableOn > last ? one.fundsAvailableOn : last), now);
  await tx
    .update(termsInvoices)
    .set({ state: "paid", paidAt: now, fundsAvailableOn, ...how })
    .where(eq(termsInvoices.id, id));
  await recordEvent(tx, "terms-invoice.paid", { termsInvoiceId: id }, context);
}

function stillOwed(bill: Bill): bigint {
  return bill.state === "paid" ? 0n : owedOf(bill);
}

/** What is still missing of an invoice on terms, minor units: what is owed of its bills less the payments that came through Stripe. Two queries. */
export async function missingOf(db: Queryable, termsInvoiceId: string): Promise<bigint> {
  const covered = await db.select().from(bills).where(eq(bills.termsInvoiceId, termsInvoiceId));
  const payments = await db.select().from(termsPayments).where(eq(termsPayments.termsInvoiceId, termsInvoiceId));
  const owed = covered.reduce((sum, bill) => sum + stillOwed(bill), 0n);
  const missing = owed - payments.reduce((sum, one) => sum + one.amount, 0n);
  return missing > 0n ? missing : 0n;
}

/** Each bill gets what is owed of it; what came above (a bill that was lowered since) goes to the last, whose settlement makes it credit. */
function shared(covered: Bill[], amount: bigint): { billId: string; amount: bigint }[] {
  let left = amount;
  const parts = covered.map((bill) => {
    const owed = stillOwed(bill);
    const part = owed < left ? owed : left;
    left -= part;
    return { billId: bill.id, amount: part };
  });
  const last = parts.at(-1)!;
  last.amount += left;
  return parts;
}
