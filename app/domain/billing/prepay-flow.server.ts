import { and, desc, eq, isNull } from "drizzle-orm";
import type Stripe from "stripe";
import { type Actor, type Context, permit } from "#app/domain/accounts/permissions.ts";
import { balancesOfOwner, postingsOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { money, settlementCurrencies } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Db, Queryable, Tx } from "#db/client.server.ts";
import { billingCustomers, paymentMethods, prepayments } from "#db/schema/billing.ts";
import { coverCharge } from "./minimum-balance.server.ts";
import { answerOf, intentExpand, movementOf } from "./payment-intent.server.ts";

interface NewPrepayment {
  id: string;
  businessId: string;
  amount: bigint;
  currency: string;
  cardId: string;
  /** PUBLIC_URL-based address that the bank sends the payer back to. */
  returnTo: string;
}
type Prepayment = typeof prepayments.$inferSelect;

/**
 * A member pays ahead with a card on file, present at the screen: it becomes the business's credit and pays the next bills. Twice, by its id, is
 * once. @returns where the bank wants to see the payer, or null when there is nothing to confirm
 * @throws NotFound, Forbidden without "bills.pay", Conflict for an id that was used for something else
 */
export async function prepayFlow(
  db: Db,
  stripe: StripeEdge,
  input: NewPrepayment,
  context: Context,
): Promise<{ state: Prepayment["state"]; url: string | null }> {
  const { prepayment, customer, method } = await db.transaction((tx) => reserve(tx, input, context));
  if (prepayment.state !== "reserved") return refreshPrepaymentFlow(db, stripe, { prepaymentId: prepayment.id }, context);
  const answer = await answerOf(
    stripe.paymentIntents.create(
      {
        amount: Number(prepayment.amount),
        currency: prepayment.currency.toLowerCase(),
        customer,
        payment_method: method,
        confirm: true,
        allowed_payment_method_types: ["card"],
        return_url: input.returnTo,
        transfer_group: prepayment.id,
        metadata: { prepaymentId: prepayment.id },
        expand: intentExpand,
      },
      { idempotencyKey: prepayment.id },
    ),
  );
  const settled = await db.transaction((tx) => settlePrepayment(tx, { prepaymentId: prepayment.id, ...answer }, context));
  if (settled.state === "succeeded") await coverCharge(db, stripe, money(input.amount, input.currency), context.now);
  return settled;
}

async function reserve(tx: Tx, { id, businessId, amount, currency, cardId }: NewPrepayment, { actor, now }: Context) {
  permit(actor, "bills.pay", { businessId });
  const [card] = await tx
    .select()
    .from(paymentMethods)
    .where(and(eq(paymentMethods.id, cardId), eq(paymentMethods.businessId, businessId), isNull(paymentMethods.removedAt)));
  const [customer] = await tx.select().from(billingCustomers).where(eq(billingCustomers.businessId, businessId));
  if (!card || !customer?.stripeCustomerId) throw new NotFound();
  await tx
    .insert(prepayments)
    .values({ id, businessId, amount, currency, paymentMethodId: cardId, requestedBy: actor.userId!, requestedAt: now })
    .onConflictDoNothing();
  const [prepayment] = await tx.select().from(prepayments).where(eq(prepayments.id, id)).for("update");
  const same = prepayment!.businessId === businessId && prepayment!.amount === amount && prepayment!.currency === currency;
  if (!same || prepayment!.paymentMethodId !== cardId) throw new Conflict("billing:credit.errors.used");
  return { prepayment: prepayment!, customer: customer.stripeCustomerId, method: card.stripePaymentMethodId };
}

/** Reads a payment ahead back from Stripe after the payer returned. @throws NotFound, Forbidden */
export async function refreshPrepaymentFlow(
  db: Db,
  stripe: StripeEdge,
  { prepaymentId }: { prepaymentId: string },
  context: Context,
): Promise<{ state: Prepayment["state"]; url: string | null }> {
  const [prepayment] = await db.select().from(prepayments).where(eq(prepayments.id, prepaymentId));
  if (!prepayment) throw new NotFound();
  permit(context.actor, "bills.pay", prepayment);
  if (prepayment.state !== "requires_action" || !prepayment.stripePaymentIntentId) return { state: prepayment.state, url: null };
  const intent = await stripe.paymentIntents.retrieve(prepayment.stripePaymentIntentId, { expand: intentExpand });
  return db.transaction((tx) => settlePrepayment(tx, { prepaymentId, intent }, context));
}

/**
 * Books what Stripe says about a payment ahead: from the call's own answer, the webhook and the return address alike. Once succeeded, nothing
 * changes it any more.
 */
export async function settlePrepayment(
  tx: Tx,
  {
    prepaymentId,
    ...answer
  }: { prepaymentId: string } & ({ intent: Stripe.PaymentIntent } | { refusal: { code: string; message: string } }),
  context: Context,
): Promise<{ state: Prepayment["state"]; url: string | null }> {
  const [prepayment] = await tx.select().from(prepayments).where(eq(prepayments.id, prepaymentId)).for("update");
  if (!prepayment) throw new NotFound();
  if (prepayment.state === "succeeded") return { state: "succeeded", url: null };
  const end = (values: Partial<typeof prepayments.$inferInsert>) =>
    tx
      .update(prepayments)
      .set({ settledAt: context.now, ...values })
      .where(eq(prepayments.id, prepaymentId));
  if ("refusal" in answer) {
    await end({ state: "failed", declineCode: answer.refusal.code, declineMessage: answer.refusal.message });
    return { state: "failed", url: null };
  }
  const { intent } = answer;
  if (intent.status === "succeeded") {
    await succeed(tx, prepayment, intent, context);
    return { state: "succeeded", url: null };
  }
  const problem = intent.last_payment_error;
  const state = intent.status === "requires_action" ? "requires_action" : "failed";
  await end({
    state,
    stripePaymentIntentId: intent.id,
    declineCode: problem?.decline_code ?? problem?.code ?? null,
    declineMessage: problem?.message ?? null,
  });
  return { state, url: intent.next_action?.redirect_to_url?.url ?? null };
}

async function succeed(tx: Tx, prepayment: Prepayment, intent: Stripe.PaymentIntent, context: Context): Promise<void> {
  const { id, businessId, amount, currency } = prepayment;
  const { charge, movement } = movementOf(intent);
  const fee = BigInt(movement.fee);
  await tx
    .update(prepayments)
    .set({
      state: "succeeded",
      stripePaymentIntentId: intent.id,
      stripeChargeId: charge.id,
      stripeBalanceTransactionId: movement.id,
      stripeFee: fee,
      fundsAvailableOn: new Date(movement.available_on * 1000),
      declineCode: null,
      declineMessage: null,
      settledAt: context.now,
    })
    .where(eq(prepayments.id, id));
  const balance = accounts.stripeBalance(currency);
  const postings = [
    { debit: balance, credit: accounts.credit(businessId, currency), amount: money(amount, currency) },
    { debit: accounts.stripeFees(currency), credit: balance, amount: money(fee, currency) },
  ];
  await postTransaction(
    tx,
    {
      key: `prepayment:${id}`,
      kind: "prepayment.succeeded",
      source: { kind: "prepayment", id },
      stripeId: charge.id,
      postings: postings.filter((one) => one.amount.minor > 0n),
    },
    context,
  );
  await recordEvent(tx, "prepayment.succeeded", { prepaymentId: id, businessId }, context);
}

/** Credit of a business: balances by currency, what moved them (newest first), payments ahead. At most five queries. @throws NotFound, Forbidden */
export async function creditPage(db: Queryable, businessId: string, actor: Actor) {
  permit(actor, "bills.pay", { businessId });
  const [owned, paid] = await Promise.all([
    balancesOfOwner(db, businessId),
    db
      .select({ prepayment: prepayments, brand: paymentMethods.brand, last4: paymentMethods.last4 })
      .from(prepayments)
      .leftJoin(paymentMethods, eq(paymentMethods.id, prepayments.paymentMethodId))
      .where(eq(prepayments.businessId, businessId))
      .orderBy(desc(prepayments.requestedAt))
      .limit(20),
  ]);
  const credit = owned.filter((one) => one.kind === "business:credit");
  const moves = await Promise.all(
    settlementCurrencies
      .filter((currency) => credit.some((one) => one.currency === currency))
      .map(async (currency) => ({
        currency,
        postings: (await postingsOf(db, accounts.credit(businessId, currency), 1)).map(
          ({ id, kind, occurredAt, sourceKind, sourceId, side, amount, balance }) => ({
            id,
            kind,
            occurredAt,
            billId: sourceKind === "bill" ? sourceId : null,
            change: side === "credit" ? amount : -amount,
            balance,
          }),
        ),
      })),
  );
  return { balances: credit.map(({ currency, balance }) => ({ currency, balance })), moves, prepayments: paid };
}
