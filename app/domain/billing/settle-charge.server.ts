import { and, desc, eq, inArray } from "drizzle-orm";
import type Stripe from "stripe";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { bills, charges } from "#db/schema/billing.ts";
import { asksPayer, firstRefusal, nextRetry } from "./dunning.ts";
import { movementOf } from "./payment-intent.server.ts";
import { settleBillPaid } from "./settle-bill-paid.server.ts";

type ChargeState = (typeof charges.$inferSelect)["state"];

/**
 * Books what a payment intent says about a charge of ours: from the call's own answer, the webhook and the return address alike. Once succeeded,
 * nothing changes it any more.
 * @param intent with `latest_charge.balance_transaction` expanded
 */
export async function settleCharge(
  tx: Tx,
  { chargeId, intent }: { chargeId: string; intent: Stripe.PaymentIntent },
  context: Context,
): Promise<ChargeState> {
  const [charge] = await tx.select().from(charges).where(eq(charges.id, chargeId)).for("update");
  if (!charge) throw new NotFound();
  if (charge.state === "succeeded") return charge.state;
  const [bill] = await tx.select().from(bills).where(eq(bills.id, charge.billId)).for("update");
  if (intent.status === "succeeded") return succeed(tx, charge, bill!, intent, context);
  const problem = intent.last_payment_error;
  const asked = intent.status === "requires_payment_method" && problem?.code === "authentication_required";
  const waits = intent.status === "requires_action" || asked;
  return endAttempt(
    tx,
    charge,
    {
      state: waits ? "requires_action" : "failed",
      stripePaymentIntentId: intent.id,
      declineCode: problem?.decline_code ?? problem?.code ?? null,
      declineMessage: problem?.message ?? null,
    },
    context,
  );
}

/** Stripe refused to make a payment of it at all: a card it no longer knows, an amount out of its bounds. Twice is once. @throws NotFound */
export async function failCharge(
  tx: Tx,
  { chargeId, code, message }: { chargeId: string; code: string; message: string },
  context: Context,
): Promise<ChargeState> {
  const [charge] = await tx.select().from(charges).where(eq(charges.id, chargeId)).for("update");
  if (!charge) throw new NotFound();
  if (charge.state !== "reserved") return charge.state;
  return endAttempt(tx, charge, { state: "failed", declineCode: code, declineMessage: message }, context);
}

async function endAttempt(
  tx: Tx,
  charge: typeof charges.$inferSelect,
  end: { state: ChargeState; declineCode: string | null; declineMessage: string | null; stripePaymentIntentId?: string },
  context: Context,
): Promise<ChargeState> {
  if (charge.state === end.state) return end.state;
  await tx
    .update(charges)
    .set({ ...end, settledAt: context.now })
    .where(eq(charges.id, charge.id));
  const { billId } = charge;
  const attempts = await tx.select().from(charges).where(eq(charges.billId, billId)).orderBy(desc(charges.attempt));
  const [bill] = await tx.select().from(bills).where(eq(bills.id, billId));
  const asked = end.state === "requires_action" || asksPayer(end.declineCode);
  const refusedAt = firstRefusal(attempts) ?? context.now;
  await tx
    .update(bills)
    .set({ state: "failed", nextRetryAt: asked ? null : nextRetry(refusedAt, bill!.retries) })
    .where(and(eq(bills.id, billId), inArray(bills.state, ["charging", "failed"])));
  await recordEvent(tx, "charge.failed", { chargeId: charge.id, billId }, context);
  return end.state;
}

async function succeed(
  tx: Tx,
  charge: typeof charges.$inferSelect,
  bill: typeof bills.$inferSelect,
  intent: Stripe.PaymentIntent,
  context: Context,
): Promise<ChargeState> {
  const { charge: latest, movement } = movementOf(intent);
  const { now } = context;
  const { currency } = charge;
  const fee = BigInt(movement.fee);
  await tx
    .update(charges)
    .set({
      state: "succeeded",
      stripePaymentIntentId: intent.id,
      stripeChargeId: latest.id,
      stripeBalanceTransactionId: movement.id,
      stripeFee: fee,
      fundsAvailableOn: new Date(movement.available_on * 1000),
      declineCode: null,
      declineMessage: null,
      settledAt: now,
    })
    .where(eq(charges.id, charge.id));
  const balance = accounts.stripeBalance(currency);
  await settleBillPaid(
    tx,
    {
      key: `charge:${charge.id}`,
      kind: "charge.succeeded",
      source: { kind: "bill", id: bill.id },
      stripeId: latest.id,
      from: balance,
      bills: [{ billId: bill.id, amount: charge.amount }],
      also: [{ debit: accounts.stripeFees(currency), credit: balance, amount: money(fee, currency) }],
    },
    context,
  );
  await recordEvent(tx, "charge.succeeded", { chargeId: charge.id, billId: bill.id }, context);
  return "succeeded";
}
