import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Db, Queryable, Tx } from "#db/client.server.ts";
import { businesses, members, users } from "#db/schema/accounts.ts";
import { billingCustomers, bills, termsInvoices } from "#db/schema/billing.ts";
import { arrangementOf } from "./arrangement.server.ts";
import { leastCharge, owedOf } from "./bill.ts";
import { mayInvoice, periodOf } from "./terms-invoice.ts";

type TermsInvoice = typeof termsInvoices.$inferSelect;
type Bill = typeof bills.$inferSelect;

const waiting = and(eq(bills.mode, "terms"), eq(bills.state, "invoiced"), isNull(bills.termsInvoiceId));

/** Businesses and currencies with bills on terms that no invoice covers yet, or whose invoice was begun and cut off. */
export async function uninvoiced(db: Queryable): Promise<{ businessId: string; currency: string }[]> {
  const open = await db.selectDistinct({ businessId: bills.businessId, currency: bills.currency }).from(bills).where(waiting);
  const begun = await db
    .selectDistinct({ businessId: termsInvoices.businessId, currency: termsInvoices.currency })
    .from(termsInvoices)
    .where(eq(termsInvoices.state, "reserved"));
  return [...new Map([...open, ...begun].map((one) => [`${one.businessId} ${one.currency}`, one])).values()];
}

/** The business and currency of a bill on terms; null for bills that are paid otherwise. */
export async function termsOfBill(db: Queryable, billId: string): Promise<{ businessId: string; currency: string } | null> {
  const [bill] = await db
    .select({ businessId: bills.businessId, currency: bills.currency, mode: bills.mode })
    .from(bills)
    .where(eq(bills.id, billId));
  return bill?.mode === "terms" ? bill : null;
}

/**
 * Invoices what a business on terms owes: a week at once, a month on the first close of the next (money.md, "Calls": net terms). Killed anywhere
 * and started again it invoices once: the reservation's id is the key of each call, and what Stripe has done already is read before it is asked
 * again. @returns the invoice, null when there is nothing to invoice yet; @throws Forbidden for people
 */
export async function issueTermsInvoiceFlow(
  db: Db,
  stripe: StripeEdge,
  which: { businessId: string; currency: string },
  context: Context,
): Promise<TermsInvoice | null> {
  permit(context.actor, "ledger.post");
  const reserved = await db.transaction((tx) => reserve(tx, which, context));
  if (!reserved) return null;
  const { invoice, covered } = reserved;
  const customer = await customerOf(db, stripe, which.businessId, context);
  const draft = await draftOf(db, stripe, invoice, customer);
  let issued = draft;
  if (draft.status === "draft") {
    for (const bill of covered) await addBill(stripe, invoice, draft.id!, customer, bill);
    issued = await stripe.invoices.finalizeInvoice(draft.id!, {}, { idempotencyKey: `${invoice.id}:finalize` });
  }
  if (BigInt(issued.amount_due) !== invoice.amount)
    throw new Error(`Stripe's invoice ${issued.id} asks for ${issued.amount_due} and not for ${invoice.amount}`);
  if (issued.status === "open") await stripe.invoices.sendInvoice(issued.id!, {}, { idempotencyKey: `${invoice.id}:send` });
  return db.transaction((tx) => settleIssued(tx, invoice.id, issued, context));
}

async function reserve(tx: Tx, { businessId, currency }: { businessId: string; currency: string }, { now }: Context) {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`terms ${businessId} ${currency}`}))`);
  const mine = and(eq(termsInvoices.businessId, businessId), eq(termsInvoices.currency, currency));
  const [begun] = await tx
    .select()
    .from(termsInvoices)
    .where(and(mine, eq(termsInvoices.state, "reserved")))
    .limit(1);
  if (begun) return { invoice: begun, covered: await coveredBy(tx, begun.id) };
  const open = await tx
    .select()
    .from(bills)
    .where(and(waiting, eq(bills.businessId, businessId), eq(bills.currency, currency)))
    .orderBy(asc(bills.week))
    .for("update");
  const newest = open.at(-1);
  if (!newest) return null;
  const { cadence, netDays } = await arrangementOf(tx, businessId, newest.closedAt);
  const covered = open.filter((bill) => mayInvoice(cadence, bill.closedAt, now));
  const amount = covered.reduce((sum, bill) => sum + owedOf(bill), 0n);
  const last = covered.at(-1);
  // What is too little to be paid by card waits for the next invoice.
  if (!last || amount < leastCharge(currency)) return null;
  const id = newId();
  const dueAt = addDays(now, netDays!);
  const period = periodOf(cadence, last);
  const [invoice] = await tx
    .insert(termsInvoices)
    .values({ id, businessId, currency, period, amount, netDays: netDays!, issuedAt: now, dueAt })
    .returning();
  // Kept as it is asked for: what is taken back while Stripe draws it up lowers the open invoice afterwards.
  for (const bill of covered)
    await tx
      .update(bills)
      .set({ termsInvoiceId: id, dueAt, invoiced: owedOf(bill) })
      .where(eq(bills.id, bill.id));
  return { invoice: invoice!, covered: await coveredBy(tx, id) };
}

function coveredBy(db: Queryable, termsInvoiceId: string): Promise<Bill[]> {
  return db.select().from(bills).where(eq(bills.termsInvoiceId, termsInvoiceId)).orderBy(asc(bills.week));
}

/** The business at Stripe, with the address that Stripe sends the invoice to: its first finance member's, else its owner's. */
async function customerOf(db: Db, stripe: StripeEdge, businessId: string, { now }: Context): Promise<string> {
  const [payer] = await db
    .select({ name: businesses.name, email: users.email, locale: users.locale })
    .from(businesses)
    .innerJoin(members, eq(members.businessId, businesses.id))
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(businesses.id, businessId), sql`${members.role} in ('finance', 'owner')`, isNull(users.suspendedAt)))
    .orderBy(sql`${members.role} = 'owner'`, asc(members.joinedAt))
    .limit(1);
  await db.insert(billingCustomers).values({ businessId, createdAt: now }).onConflictDoNothing();
  const [known] = await db.select().from(billingCustomers).where(eq(billingCustomers.businessId, businessId));
  const id =
    known!.stripeCustomerId ??
    (await stripe.customers.create({ name: payer!.name, metadata: { businessId } }, { idempotencyKey: `customer:${businessId}` }))
      .id;
  if (!known!.stripeCustomerId)
    await db.update(billingCustomers).set({ stripeCustomerId: id }).where(eq(billingCustomers.businessId, businessId));
  await stripe.customers.update(id, { email: payer!.email, preferred_locales: [payer!.locale] });
  return id;
}

async function draftOf(db: Db, stripe: StripeEdge, invoice: TermsInvoice, customer: string): Promise<Stripe.Invoice> {
  if (invoice.stripeInvoiceId) return stripe.invoices.retrieve(invoice.stripeInvoiceId);
  const draft = await stripe.invoices.create(
    {
      customer,
      currency: invoice.currency.toLowerCase(),
      collection_method: "send_invoice",
      days_until_due: invoice.netDays,
      auto_advance: true,
      pending_invoice_items_behavior: "exclude",
      metadata: { termsInvoiceId: invoice.id },
    },
    { idempotencyKey: `${invoice.id}:invoice` },
  );
  // Kept at once: later than Stripe remembers a key, the same draft is still found.
  await db.update(termsInvoices).set({ stripeInvoiceId: draft.id }).where(eq(termsInvoices.id, invoice.id));
  return draft;
}

function addBill(stripe: StripeEdge, invoice: TermsInvoice, stripeInvoiceId: string, customer: string, bill: Bill) {
  return stripe.invoiceItems.create(
    {
      customer,
      invoice: stripeInvoiceId,
      amount: Number(bill.invoiced),
      currency: bill.currency.toLowerCase(),
      description: `Deskhand ${bill.week}`,
      metadata: { billId: bill.id },
    },
    { idempotencyKey: `${invoice.id}:item:${bill.id}` },
  );
}

async function settleIssued(tx: Tx, id: string, issued: Stripe.Invoice, context: Context): Promise<TermsInvoice> {
  const [invoice] = await tx.select().from(termsInvoices).where(eq(termsInvoices.id, id)).for("update");
  if (invoice!.state !== "reserved") return invoice!;
  const [open] = await tx
    .update(termsInvoices)
    .set({ state: "open", stripeInvoiceId: issued.id, hostedUrl: issued.hosted_invoice_url ?? null })
    .where(eq(termsInvoices.id, id))
    .returning();
  await recordEvent(tx, "terms-invoice.issued", { termsInvoiceId: id }, context);
  return open!;
}
