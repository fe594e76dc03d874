import { and, asc, desc, eq, isNull } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { billingCustomers, bills, charges, paymentMethods } from "#db/schema/billing.ts";
import { billLifecycle, owedOf } from "./bill.ts";
import { asksPayer, firstRefusal, isFinalDecline, nextRetry } from "./dunning.ts";
import { settleNothingOwed } from "./settle-bill-paid.server.ts";

export async function lockBill(tx: Tx, billId: string) {
  const [bill] = await tx.select().from(bills).where(eq(bills.id, billId)).for("update");
  if (!bill) throw new NotFound();
  return bill;
}

type Bill = typeof bills.$inferSelect;
type Charge = typeof charges.$inferSelect;
type Method = typeof paymentMethods.$inferSelect;
export type Reserved =
  | { kind: "nothing" }
  | { kind: "noCard" }
  | { kind: "refused" }
  | { kind: "charge"; charge: Charge; customer: string; method: string };

/** Attempts that belong together: one card after the other, until one is accepted. */
export const roundOf = (charge: Charge): string => String(charge.detail?.round ?? charge.id);

/** Cards in the order in which they are tried: the default one, then as the business has put them. */
export async function cardsInOrder(tx: Tx, businessId: string): Promise<Method[]> {
  return tx
    .select()
    .from(paymentMethods)
    .where(and(eq(paymentMethods.businessId, businessId), isNull(paymentMethods.removedAt)))
    .orderBy(desc(paymentMethods.isDefault), asc(paymentMethods.position), asc(paymentMethods.addedAt));
}

/**
 * Takes the next attempt to charge a bill: goes on with one that was begun, else with the next card of the round. The system begins a round at
 * the close, when a retry is due, and when there is a card that was not tried yet; a person whenever they press the button.
 * @param round the round to go on with; left out to begin one
 * @throws NotFound, Forbidden without "bills.pay"
 */
export async function reserveCharge(tx: Tx, billId: string, round: string | null, context: Context): Promise<Reserved> {
  const { actor, now } = context;
  const bill = await lockBill(tx, billId);
  permit(actor, "bills.pay", bill);
  // On terms it waits for its invoice; what was given up is not charged either.
  if (["paid", "invoiced", "writtenOff"].includes(bill.state)) return { kind: "nothing" };
  if (owedOf(bill) === 0n) {
    await settleNothingOwed(tx, billId, context);
    return { kind: "nothing" };
  }
  if (actor.kind === "system" && bill.mode === "terms") return { kind: "refused" };
  const attempts = await tx.select().from(charges).where(eq(charges.billId, billId)).orderBy(desc(charges.attempt));
  const [customer] = await tx.select().from(billingCustomers).where(eq(billingCustomers.businessId, bill.businessId));
  const cards = await cardsInOrder(tx, bill.businessId);
  if (!customer?.stripeCustomerId) return { kind: "noCard" };
  const [last] = attempts;
  if (last?.state === "reserved") {
    const method = last.detail?.method ?? (await methodOf(tx, last));
    return { kind: "charge", charge: last, customer: customer.stripeCustomerId, method: String(method) };
  }
  if (cards.length === 0) return { kind: "noCard" };
  const next = await nextCard(tx, bill, attempts, cards, round, context);
  if (!next) return { kind: "refused" };
  const state = bill.state === "charging" ? bill.state : billLifecycle.next(bill.state, "charge");
  await tx.update(bills).set({ state, nextRetryAt: null, retries: next.retries }).where(eq(bills.id, billId));
  const [charge] = await tx
    .insert(charges)
    .values({
      id: newId(),
      billId,
      attempt: (last?.attempt ?? 0) + 1,
      paymentMethodId: next.card.id,
      amount: owedOf(bill),
      currency: bill.currency,
      // The same card added again is another method at Stripe: what may have been sent is repeated as it was.
      detail: { round: next.round, method: next.card.stripePaymentMethodId },
      reservedAt: now,
    })
    .returning();
  return { kind: "charge", charge: charge!, customer: customer.stripeCustomerId, method: next.card.stripePaymentMethodId };
}

async function methodOf(tx: Tx, charge: Charge): Promise<string> {
  const [used] = await tx.select().from(paymentMethods).where(eq(paymentMethods.id, charge.paymentMethodId!));
  return used!.stripePaymentMethodId;
}

async function nextCard(
  tx: Tx,
  bill: Bill,
  attempts: Charge[],
  cards: Method[],
  round: string | null,
  { actor, now }: Context,
): Promise<{ card: Method; round: string; retries: number } | null> {
  const { retries } = bill;
  const [last] = attempts;
  const triedIn = (name: string, one: Method) =>
    attempts.some((attempt) => roundOf(attempt) === name && attempt.paymentMethodId === one.id);
  const gone = (one: Method) =>
    attempts.some((attempt) => attempt.paymentMethodId === one.id && isFinalDecline(attempt.declineCode));
  const take = (name: string, from: Method[], count = retries) => {
    const card = from.find((one) => !triedIn(name, one));
    return card ? { card, round: name, retries: count } : null;
  };
  if (round?.startsWith("card:")) return null;
  if (round)
    return take(
      round,
      cards.filter((one) => !gone(one)),
    );
  if (actor.kind !== "system") return take(newId(), cards);
  if (!last) return take("close", cards);
  if (last.state === "requires_action" || asksPayer(last.declineCode)) return null;
  if (bill.nextRetryAt && bill.nextRetryAt <= now) {
    const due = take(
      `retry:${retries + 1}`,
      cards.filter((one) => !gone(one)),
      retries + 1,
    );
    if (!due)
      await tx
        .update(bills)
        .set({ retries: retries + 1, nextRetryAt: nextRetry(firstRefusal(attempts)!, retries + 1) })
        .where(eq(bills.id, bill.id));
    return due;
  }
  const fresh = cards.find((one) => one.addedAt >= last.reservedAt && !attempts.some((each) => each.paymentMethodId === one.id));
  return fresh ? take(`card:${fresh.id}`, [fresh]) : null;
}
