import { and, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Db, Tx } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { billingCustomers, cardSetups, paymentMethods } from "#db/schema/billing.ts";
import { cardsInOrder } from "./reserve-charge.server.ts";

/**
 * Sends a member to Stripe's own page to put a card on file (money.md, "Calls"); we never see its number.
 * @param returnTo PUBLIC_URL-based address that Stripe sends the person back to
 * @throws NotFound, Forbidden without "cards.manage"
 */
export async function startCardSetupFlow(
  db: Db,
  stripe: StripeEdge,
  { businessId, returnTo }: { businessId: string; returnTo: string },
  context: Context,
): Promise<{ url: string }> {
  const { actor, now } = context;
  permit(actor, "cards.manage", { businessId });
  const setup = await db.transaction(async (tx) => {
    const [business] = await tx.select().from(businesses).where(eq(businesses.id, businessId));
    if (!business) throw new NotFound();
    await tx.insert(billingCustomers).values({ businessId, createdAt: now }).onConflictDoNothing();
    const [customer] = await tx.select().from(billingCustomers).where(eq(billingCustomers.businessId, businessId));
    const id = newId();
    await tx.insert(cardSetups).values({ id, businessId, startedBy: actor.userId!, startedAt: now });
    return { id, business, customerId: customer!.stripeCustomerId };
  });
  const customerId =
    setup.customerId ??
    (
      await stripe.customers.create(
        { name: setup.business.name, metadata: { businessId } },
        { idempotencyKey: `customer:${businessId}` },
      )
    ).id;
  const session = await stripe.checkout.sessions.create(
    {
      mode: "setup",
      currency: "usd",
      customer: customerId,
      success_url: `${returnTo}?setup=${setup.id}`,
      cancel_url: returnTo,
      metadata: { setupId: setup.id },
    },
    { idempotencyKey: setup.id },
  );
  await db.transaction(async (tx) => {
    await tx.update(billingCustomers).set({ stripeCustomerId: customerId }).where(eq(billingCustomers.businessId, businessId));
    await tx.update(cardSetups).set({ state: "open", stripeSessionId: session.id }).where(eq(cardSetups.id, setup.id));
  });
  return { url: session.url! };
}

/** Reads a finished visit back from Stripe, by our id or by the session's: from the return address and from the webhook alike. Twice is once. */
export async function finishCardSetupFlow(
  db: Db,
  stripe: StripeEdge,
  which: { setupId: string } | { sessionId: string },
  context: Context,
): Promise<"completed" | "open"> {
  const [setup] = await db
    .select()
    .from(cardSetups)
    .where("setupId" in which ? eq(cardSetups.id, which.setupId) : eq(cardSetups.stripeSessionId, which.sessionId));
  if (!setup?.stripeSessionId) throw new NotFound();
  permit(context.actor, "cards.manage", setup);
  if (setup.state === "completed") return "completed";
  const session = await stripe.checkout.sessions.retrieve(setup.stripeSessionId, { expand: ["setup_intent.payment_method"] });
  const intent = session.setup_intent;
  if (session.status !== "complete" || !intent || typeof intent === "string") return "open";
  const method = intent.payment_method;
  if (!method || typeof method === "string" || !method.card) return "open";
  await stripe.customers.update(session.customer as string, { invoice_settings: { default_payment_method: method.id } });
  const { brand, last4, exp_month, exp_year, fingerprint } = method.card;
  const replaced = await db.transaction(async (tx) => {
    const { businessId } = setup;
    await tx.select().from(billingCustomers).where(eq(billingCustomers.businessId, businessId)).for("update");
    const known = (await cardsInOrder(tx, businessId)).find(
      (one) =>
        one.stripePaymentMethodId === method.id ||
        (fingerprint !== undefined && fingerprint !== null && one.fingerprint === fingerprint),
    );
    await tx.update(cardSetups).set({ state: "completed", completedAt: context.now }).where(eq(cardSetups.id, setup.id));
    if (known?.stripePaymentMethodId === method.id) return null;
    const facts = { stripePaymentMethodId: method.id, brand, last4, expMonth: exp_month, expYear: exp_year, fingerprint };
    const cardId = known?.id ?? newId();
    // The same card again is the same line of the list, with what Stripe knows of it now.
    if (known) await tx.update(paymentMethods).set(facts).where(eq(paymentMethods.id, known.id));
    else await tx.insert(paymentMethods).values({ id: cardId, businessId, ...facts, addedAt: context.now });
    await putAt(tx, businessId, cardId, () => 0);
    await recordEvent(tx, "card.added", { paymentMethodId: cardId, businessId }, context);
    return known?.stripePaymentMethodId ?? null;
  });
  if (replaced) await forget(stripe, replaced);
  return "completed";
}

/** Puts a card into its place; the first one is the default. */
async function putAt(tx: Tx, businessId: string, cardId: string, place: (index: number) => number): Promise<void> {
  const cards = await cardsInOrder(tx, businessId);
  const at = cards.findIndex((one) => one.id === cardId);
  const [card] = cards.splice(at, 1);
  cards.splice(Math.max(0, place(at)), 0, card!);
  for (const [position, { id }] of cards.entries())
    await tx
      .update(paymentMethods)
      .set({ position, isDefault: position === 0 })
      .where(eq(paymentMethods.id, id));
}

async function lockCard(tx: Tx, cardId: string, { actor }: Context) {
  const [found] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, cardId));
  if (!found) throw new NotFound();
  permit(actor, "cards.manage", found);
  // All cards of the business wait here: their order is one thing.
  await tx.select().from(billingCustomers).where(eq(billingCustomers.businessId, found.businessId)).for("update");
  const [card] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, cardId));
  if (card!.removedAt) throw new NotFound();
  return card!;
}

/** The card that the next close charges first. Twice is once. @throws NotFound, Forbidden */
export async function setDefaultCard(tx: Tx, { cardId }: { cardId: string }, context: Context): Promise<void> {
  const card = await lockCard(tx, cardId, context);
  await putAt(tx, card.businessId, card.id, () => 0);
}

/**
 * Moves a card one place up or down in the order in which cards are tried; whichever is first is the default.
 * @param from the place it was seen at, so that a second press of the same button changes nothing
 * @throws NotFound, Forbidden
 */
export async function moveCard(
  tx: Tx,
  { cardId, from, by }: { cardId: string; from: number; by: "up" | "down" },
  context: Context,
): Promise<void> {
  const card = await lockCard(tx, cardId, context);
  await putAt(tx, card.businessId, card.id, (index) => (index === from ? index + (by === "up" ? -1 : 1) : index));
}

/** Takes a card off file; the default one only when it is the last. @throws NotFound, Forbidden, Conflict for the default one beside others */
export async function removeCard(tx: Tx, { cardId }: { cardId: string }, context: Context): Promise<void> {
  const card = await lockCard(tx, cardId, context);
  const others = (
    await tx
      .select()
      .from(paymentMethods)
      .where(and(eq(paymentMethods.businessId, card.businessId)))
  ).filter((one) => !one.removedAt && one.id !== card.id);
  if (card.isDefault && others.length > 0) throw new Conflict("billing:errors.defaultCard");
  await tx.update(paymentMethods).set({ removedAt: context.now, isDefault: false }).where(eq(paymentMethods.id, card.id));
  await recordEvent(tx, "card.removed", { paymentMethodId: card.id, businessId: card.businessId }, context);
}

/** Stripe forgets a card that was removed here. Twice is once: one that is detached already is left as it is. */
export async function detachCardFlow(
  db: Db,
  stripe: StripeEdge,
  { paymentMethodId }: { paymentMethodId: string },
  { actor }: Context,
): Promise<void> {
  const [card] = await db.select().from(paymentMethods).where(eq(paymentMethods.id, paymentMethodId));
  if (!card?.removedAt) throw new NotFound();
  permit(actor, "cards.manage", card);
  await forget(stripe, card.stripePaymentMethodId);
}

async function forget(stripe: StripeEdge, paymentMethodId: string): Promise<void> {
  const method = await stripe.paymentMethods.retrieve(paymentMethodId);
  if (method.customer) await stripe.paymentMethods.detach(method.id);
}
