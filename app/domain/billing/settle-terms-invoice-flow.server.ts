import { asc, eq } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Db, Tx } from "#db/client.server.ts";
import { bills, termsInvoices } from "#db/schema/billing.ts";
import { owedOf } from "./bill.ts";
import { settleBillPaid } from "./settle-bill-paid.server.ts";

interface Paid {
  charge: Stripe.Charge;
  movement: Stripe.BalanceTransaction;
}

/**
 * Reads what Stripe says about an invoice of ours and books its payment: from the webhooks and from the list of events alike. Twice is once;
 * others' invoices are left alone. @throws Forbidden for people
 */
export async function settleTermsInvoiceFlow(
  db: Db,
  stripe: StripeEdge,
  { stripeInvoiceId }: { stripeInvoiceId: string },
  context: Context,
): Promise<void> {
  permit(context.actor, "ledger.post");
  const [known] = await db.select().from(termsInvoices).where(eq(termsInvoices.stripeInvoiceId, stripeInvoiceId));
  if (!known || known.state === "paid") return;
  const invoice = await stripe.invoices.retrieve(stripeInvoiceId);
  const given = (["void", "uncollectible"] as const).find((state) => state === invoice.status);
  if (given) await db.update(termsInvoices).set({ state: given }).where(eq(termsInvoices.id, known.id));
  if (invoice.status !== "paid") return;
  const paid = await paymentOf(stripe, stripeInvoiceId);
  if (paid) await db.transaction((tx) => settle(tx, known.id, paid, context));
}

/** The one payment of an invoice; null when it was marked as paid without Stripe: then no money came to the balance that we could book. */
async function paymentOf(stripe: StripeEdge, invoice: string): Promise<Paid | null> {
  const { data } = await stripe.invoicePayments.list({ invoice, status: "paid" });
  const [first, ...more] = data;
  if (!first) return null;
  if (more.length > 0) throw new Error(`invoice ${invoice} was paid in ${data.length} payments; book them by hand`);
  const id = first.payment.payment_intent;
  if (!id) throw new Error(`invoice ${invoice} was paid by a ${first.payment.type}`);
  const intent = await stripe.paymentIntents.retrieve(typeof id === "string" ? id : id.id, {
    expand: ["latest_charge.balance_transaction"],
  });
  const charge = intent.latest_charge as Stripe.Charge;
  return { charge, movement: charge.balance_transaction as Stripe.BalanceTransaction };
}

async function settle(tx: Tx, id: string, { charge, movement }: Paid, context: Context): Promise<void> {
  const [invoice] = await tx.select().from(termsInvoices).where(eq(termsInvoices.id, id)).for("update");
  if (invoice!.state === "paid") return;
  const { currency } = invoice!;
  const covered = await tx.select().from(bills).where(eq(bills.termsInvoiceId, id)).orderBy(asc(bills.week));
  const balance = accounts.stripeBalance(currency);
  await settleBillPaid(
    tx,
    {
      key: `terms-invoice:${id}`,
      kind: "terms-invoice.paid",
      source: { kind: "terms-invoice", id },
      stripeId: charge.id,
      from: balance,
      bills: shared(covered, BigInt(charge.amount)),
      also: [{ debit: accounts.stripeFees(currency), credit: balance, amount: money(BigInt(movement.fee), currency) }],
    },
    context,
  );
  await tx
    .update(termsInvoices)
    .set({
      state: "paid",
      paidAt: context.now,
      stripeChargeId: charge.id,
      stripeBalanceTransactionId: movement.id,
      stripeFee: BigInt(movement.fee),
      fundsAvailableOn: new Date(movement.available_on * 1000),
    })
    .where(eq(termsInvoices.id, id));
  await recordEvent(tx, "terms-invoice.paid", { termsInvoiceId: id }, context);
}

/** Each bill gets what is owed of it; what came above (a bill that was lowered since) goes to the last, whose settlement makes it credit. */
function shared(covered: (typeof bills.$inferSelect)[], amount: bigint): { billId: string; amount: bigint }[] {
  let left = amount;
  const parts = covered.map((bill) => {
    const owed = bill.state === "paid" ? 0n : owedOf(bill);
    const part = owed < left ? owed : left;
    left -= part;
    return { billId: bill.id, amount: part };
  });
  const last = parts.at(-1)!;
  last.amount += left;
  return parts;
}
