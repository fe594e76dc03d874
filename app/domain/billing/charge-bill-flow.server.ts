import { desc, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { isId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { bills, charges, paymentMethods } from "#db/schema/billing.ts";
import { coverCharge } from "./minimum-balance.server.ts";
import { type Answer, answerOf, intentExpand } from "./payment-intent.server.ts";
import { settlePrepayment } from "./prepay-flow.server.ts";
import { type Reserved, reserveCharge, roundOf } from "./reserve-charge.server.ts";
import { failCharge, settleCharge } from "./settle-charge.server.ts";

/**
 * Charges a bill off session: the default card, and when the bank says no the next one in order. Killed anywhere and run again it charges once:
 * the attempt's row is the idempotency key. A decline ends the attempt with the bank's reason; a broken connection throws, and the job comes back
 * to the same attempt. A bank that wants to see the payer ends the round: the payer is asked.
 * @throws NotFound, Forbidden without "bills.pay"
 */
export async function chargeBillFlow(
  db: Db,
  stripe: StripeEdge,
  { billId }: { billId: string },
  context: Context,
): Promise<"paid" | "failed" | "requires_action" | "noCard"> {
  await giveUpConfirmation(db, stripe, billId, context);
  let round: string | null = null;
  for (;;) {
    const reserved: Reserved = await db.transaction((tx) => reserveCharge(tx, billId, round, context));
    if (reserved.kind === "nothing") return "paid";
    if (reserved.kind === "noCard") return "noCard";
    if (reserved.kind === "refused") return "failed";
    const { charge } = reserved;
    await coverCharge(db, stripe, money(charge.amount, charge.currency), context.now);
    const answer = await createIntent(stripe, reserved);
    const state = await db.transaction((tx) =>
      "refusal" in answer
        ? failCharge(tx, { chargeId: charge.id, ...answer.refusal }, context)
        : settleCharge(tx, { chargeId: charge.id, intent: answer.intent }, context),
    );
    if (state === "succeeded") return "paid";
    if (state === "requires_action") return "requires_action";
    round = roundOf(charge);
  }
}

/** A person pays anew while an older attempt waits for their bank: that one is cancelled first, so that it cannot be confirmed as well. */
async function giveUpConfirmation(db: Db, stripe: StripeEdge, billId: string, context: Context): Promise<void> {
  if (context.actor.kind === "system") return;
  const charge = await waitingCharge(db, billId, context).catch((error: unknown) => {
    if (error instanceof Conflict) return null;
    throw error;
  });
  if (!charge?.stripePaymentIntentId) return;
  const intent = await stripe.paymentIntents.retrieve(charge.stripePaymentIntentId, { expand: intentExpand });
  const ended = intent.status === "succeeded" ? intent : await stripe.paymentIntents.cancel(intent.id);
  await db.transaction((tx) => settleCharge(tx, { chargeId: charge.id, intent: ended }, context));
}

function createIntent(stripe: StripeEdge, { charge, customer, method }: Extract<Reserved, { kind: "charge" }>): Promise<Answer> {
  return answerOf(
    stripe.paymentIntents.create(
      {
        amount: Number(charge.amount),
        currency: charge.currency.toLowerCase(),
        customer,
        payment_method: method,
        off_session: true,
        confirm: true,
        allowed_payment_method_types: ["card"],
        transfer_group: charge.billId,
        metadata: { chargeId: charge.id, billId: charge.billId },
        expand: intentExpand,
      },
      { idempotencyKey: charge.id },
    ),
  );
}

/**
 * The payer confirms a charge that the bank wants to see them for. @returns where to send them
 * @throws NotFound, Forbidden, Conflict when nothing waits for a confirmation
 */
export async function confirmChargeFlow(
  db: Db,
  stripe: StripeEdge,
  { billId, returnTo }: { billId: string; returnTo: string },
  context: Context,
): Promise<{ url: string }> {
  const charge = await waitingCharge(db, billId, context);
  const [method] = await db.select().from(paymentMethods).where(eq(paymentMethods.id, charge.paymentMethodId!));
  const answer = await answerOf(
    stripe.paymentIntents.confirm(charge.stripePaymentIntentId!, {
      payment_method: method!.stripePaymentMethodId,
      return_url: returnTo,
    }),
  );
  const url = "intent" in answer ? answer.intent.next_action?.redirect_to_url?.url : null;
  if (url) return { url };
  // Declined after all, or confirmed in another window meanwhile: what Stripe says now counts.
  await refreshChargeFlow(db, stripe, { billId }, context);
  return { url: returnTo };
}

/** Reads a charge back from Stripe after the payer returned. */
export async function refreshChargeFlow(
  db: Db,
  stripe: StripeEdge,
  { billId }: { billId: string },
  context: Context,
): Promise<void> {
  const charge = await waitingCharge(db, billId, context).catch(() => null);
  if (!charge?.stripePaymentIntentId) return;
  const intent = await stripe.paymentIntents.retrieve(charge.stripePaymentIntentId, { expand: intentExpand });
  await db.transaction((tx) => settleCharge(tx, { chargeId: charge.id, intent }, context));
}

/** Settles what a payment intent of ours says now, for the webhook; others' intents are left alone. */
export async function settleIntentFlow(
  db: Db,
  stripe: StripeEdge,
  { intentId }: { intentId: string },
  context: Context,
): Promise<void> {
  permit(context.actor, "ledger.post");
  const intent = await stripe.paymentIntents.retrieve(intentId, { expand: intentExpand });
  const { chargeId, prepaymentId } = intent.metadata;
  if (prepaymentId && isId(prepaymentId)) await db.transaction((tx) => settlePrepayment(tx, { prepaymentId, intent }, context));
  if (!chargeId || !isId(chargeId)) return;
  await db.transaction((tx) => settleCharge(tx, { chargeId, intent }, context));
}

async function waitingCharge(db: Db, billId: string, { actor }: Context) {
  const [row] = await db
    .select({ bill: bills, charge: charges })
    .from(bills)
    .leftJoin(charges, eq(charges.billId, bills.id))
    .where(eq(bills.id, billId))
    .orderBy(desc(charges.attempt))
    .limit(1);
  if (!row) throw new NotFound();
  permit(actor, "bills.pay", row.bill);
  if (row.charge?.state !== "requires_action") throw new Conflict("billing:errors.nothingToConfirm");
  return row.charge;
}
