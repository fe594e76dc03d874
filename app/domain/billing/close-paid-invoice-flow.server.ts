import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Db } from "#db/client.server.ts";
import { termsInvoices } from "#db/schema/billing.ts";

/**
 * Tells Stripe that an invoice was paid outside of it, so that its page and its mails ask no more. What is paid at Stripe already, or was never
 * outside, is left alone. Twice is once. @throws Forbidden for people
 */
export async function closePaidInvoiceFlow(
  db: Db,
  stripe: StripeEdge,
  { termsInvoiceId }: { termsInvoiceId: string },
  { actor }: Context,
): Promise<void> {
  permit(actor, "ledger.post");
  const [known] = await db.select().from(termsInvoices).where(eq(termsInvoices.id, termsInvoiceId));
  if (!known?.bankReference || !known.stripeInvoiceId) return;
  const { status } = await stripe.invoices.retrieve(known.stripeInvoiceId);
  if (status === "open" || status === "uncollectible")
    await stripe.invoices.pay(
      known.stripeInvoiceId,
      { paid_out_of_band: true },
      { idempotencyKey: `${termsInvoiceId}:paid-outside` },
    );
}
