import { eq, inArray } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Db } from "#db/client.server.ts";
import { termsInvoices, termsPayments } from "#db/schema/billing.ts";
import { type SaidOfInvoice, settleTermsInvoice, type TermsPayment } from "./settle-terms-invoice.server.ts";

/**
 * Reads what Stripe says about an invoice of ours, with every payment of it that is not booked yet, and books it: from the webhooks and from the
 * list of events alike. Twice is once; others' invoices are left alone. @throws Forbidden for people
 */
export async function settleTermsInvoiceFlow(
  db: Db,
  stripe: StripeEdge,
  { stripeInvoiceId }: { stripeInvoiceId: string },
  context: Context,
): Promise<void> {
  permit(context.actor, "ledger.post");
  const [known] = await db.select().from(termsInvoices).where(eq(termsInvoices.stripeInvoiceId, stripeInvoiceId));
  if (!known) return;
  const { status, amount_paid } = await stripe.invoices.retrieve(stripeInvoiceId);
  const payments = await paymentsOf(stripe, stripeInvoiceId);
  const charges = payments.map(({ charge }) => charge.id);
  const booked = await db
    .select({ id: termsPayments.stripeChargeId })
    .from(termsPayments)
    .where(inArray(termsPayments.stripeChargeId, charges));
  const fresh = payments.filter(({ charge }) => !booked.some((one) => one.id === charge.id));
  const said: SaidOfInvoice = {
    status,
    paid: BigInt(amount_paid),
    through: payments.reduce((sum, one) => sum + one.pays, 0n),
    fresh,
  };
  await db.transaction((tx) => settleTermsInvoice(tx, { termsInvoiceId: known.id, said }, context));
}

/** Everything that was paid of an invoice through Stripe, oldest first; what was recorded there as paid elsewhere brought no money to the balance. */
async function paymentsOf(stripe: StripeEdge, invoice: string): Promise<TermsPayment[]> {
  const payments: TermsPayment[] = [];
  for await (const { payment, amount_paid } of stripe.invoicePayments.list({ invoice, status: "paid", limit: 100 })) {
    const charge = await chargeOf(stripe, payment);
    if (charge)
      payments.unshift({
        charge,
        movement: charge.balance_transaction as Stripe.BalanceTransaction,
        pays: BigInt(amount_paid ?? 0),
      });
  }
  return payments;
}

async function chargeOf(stripe: StripeEdge, { payment_intent: intent, charge }: Stripe.InvoicePayment.Payment) {
  const idOf = (of: string | { id: string }) => (typeof of === "string" ? of : of.id);
  if (intent) {
    const expand = ["latest_charge.balance_transaction"];
    return (await stripe.paymentIntents.retrieve(idOf(intent), { expand })).latest_charge as Stripe.Charge;
  }
  return charge ? stripe.charges.retrieve(idOf(charge), { expand: ["balance_transaction"] }) : null;
}
