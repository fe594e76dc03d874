import { and, eq, lte } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { refusalOf } from "#app/edges/stripe/refusal.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db, Queryable, Tx } from "#db/client.server.ts";
import { bills, termsCredits, termsInvoices, termsPayments } from "#db/schema/billing.ts";
import { owedOf } from "./bill.ts";
import { creditToIssue } from "./terms-invoice.ts";

type TermsCredit = typeof termsCredits.$inferSelect;
type Answer = { note: Stripe.CreditNote } | { refusal: string };
const sum = (values: bigint[]) => values.reduce((total, one) => total + one, 0n);

/**
 * Lowers what an open invoice on terms asks for at Stripe to what is owed of its bills, by a credit note of Stripe's own; our books and our own
 * credit notes were written when it was taken back. A credit is reserved, its id is the key of the call, and what Stripe answered is kept:
 * killed anywhere and run again it lowers once. An invoice that was paid meanwhile refuses it: what was paid above is then credit.
 * @throws Forbidden for people; a call that did not get through is thrown and tried again
 */
export async function lowerTermsInvoiceFlow(
  db: Db,
  stripe: StripeEdge,
  { termsInvoiceId }: { termsInvoiceId: string },
  context: Context,
): Promise<void> {
  permit(context.actor, "ledger.post");
  for (;;) {
    const reserved = await db.transaction((tx) => reserve(tx, termsInvoiceId, context));
    if (!reserved) return;
    const answer = await create(stripe, reserved);
    await db.transaction((tx) => settle(tx, reserved.credit, answer, context));
    if ("refusal" in answer) return;
  }
}

/** Invoices whose credit was reserved and cut off since before an instant. */
export async function stuckTermsCredits(db: Queryable, before: Date): Promise<string[]> {
  const rows = await db
    .select({ id: termsCredits.termsInvoiceId })
    .from(termsCredits)
    .where(and(eq(termsCredits.state, "reserved"), lte(termsCredits.reservedAt, before)));
  return rows.map((row) => row.id);
}

async function reserve(tx: Tx, termsInvoiceId: string, { now }: Context) {
  const [invoice] = await tx.select().from(termsInvoices).where(eq(termsInvoices.id, termsInvoiceId)).for("update");
  const stripeInvoiceId = invoice?.stripeInvoiceId;
  if (!stripeInvoiceId) return null;
  const credits = await tx.select().from(termsCredits).where(eq(termsCredits.termsInvoiceId, termsInvoiceId));
  const begun = credits.find((one) => one.state === "reserved");
  if (begun) return { credit: begun, stripeInvoiceId, begun: true };
  if (invoice.state !== "open") return null;
  const covered = await tx.select().from(bills).where(eq(bills.termsInvoiceId, termsInvoiceId));
  const payments = await tx.select().from(termsPayments).where(eq(termsPayments.termsInvoiceId, termsInvoiceId));
  const amount = creditToIssue(
    {
      asked: invoice.amount - sum(credits.filter((one) => one.state === "issued").map((one) => one.amount)),
      owed: sum(covered.filter((bill) => bill.state !== "paid").map(owedOf)),
      paid: sum(payments.map((one) => one.amount)),
    },
    invoice.currency,
  );
  if (amount === 0n) return null;
  const { currency } = invoice;
  const [credit] = await tx
    .insert(termsCredits)
    .values({ id: newId(), termsInvoiceId, amount, currency, reservedAt: now })
    .returning();
  return { credit: credit!, stripeInvoiceId, begun: false };
}

async function create(
  stripe: StripeEdge,
  { credit: { id, amount }, stripeInvoiceId, begun }: { credit: TermsCredit; stripeInvoiceId: string; begun: boolean },
): Promise<Answer> {
  // Later than Stripe remembers a key, what it has done is still found.
  if (begun)
    for await (const note of stripe.creditNotes.list({ invoice: stripeInvoiceId, limit: 100 }))
      if (note.metadata?.termsCreditId === id) return { note };
  try {
    const note = await stripe.creditNotes.create(
      // Our own credit note is the document and is mailed by us.
      { invoice: stripeInvoiceId, amount: Number(amount), email_type: "none", metadata: { termsCreditId: id } },
      { idempotencyKey: id },
    );
    return { note };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal) return { refusal: refusal.code };
    throw error;
  }
}

async function settle(tx: Tx, { id }: TermsCredit, answer: Answer, { now }: Context): Promise<void> {
  const outcome =
    "note" in answer
      ? { state: "issued" as const, stripeCreditNoteId: answer.note.id }
      : { state: "refused" as const, refusal: answer.refusal };
  await tx
    .update(termsCredits)
    .set({ ...outcome, settledAt: now })
    .where(and(eq(termsCredits.id, id), eq(termsCredits.state, "reserved")));
}
