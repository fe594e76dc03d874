import { and, eq, lte } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { refusalOf } from "#app/edges/stripe/refusal.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { isId } from "#app/kernel/ids.ts";
import type { Db, Queryable } from "#db/client.server.ts";
import { refunds } from "#db/schema/billing.ts";
import type { RefundState } from "./refund.ts";
import { failRefund, settleRefund } from "./settle-refund.server.ts";

/**
 * Sends a reserved refund to the card that paid. The refund's row is the reservation and its id Stripe's idempotency key: killed anywhere and run
 * again it pays once. It takes nothing back from agents' accounts: a refund does not reverse transfers (money.md, "Calls").
 * @throws NotFound, Forbidden for people; a call that did not get through is thrown and tried again
 */
export async function sendRefundFlow(
  db: Db,
  stripe: StripeEdge,
  { refundId }: { refundId: string },
  context: Context,
): Promise<RefundState> {
  permit(context.actor, "ledger.post");
  const [refund] = await db.select().from(refunds).where(eq(refunds.id, refundId));
  if (!refund) throw new NotFound();
  if (refund.state !== "reserved" || !refund.stripeChargeId) return refund.state;
  const answer = await create(stripe, refund, refund.stripeChargeId);
  return db.transaction((tx) =>
    "refusal" in answer
      ? failRefund(tx, { refundId, code: answer.refusal.code }, context)
      : settleRefund(tx, { refundId, said: answer.said }, context),
  );
}

async function create(
  stripe: StripeEdge,
  { id, amount, billId, reason }: typeof refunds.$inferSelect,
  charge: string,
): Promise<{ said: Stripe.Refund } | { refusal: { code: string } }> {
  try {
    const said = await stripe.refunds.create(
      {
        charge,
        amount: Number(amount),
        reason: "requested_by_customer",
        metadata: { refundId: id, ...(billId ? { billId } : {}), why: reason.slice(0, 450) },
      },
      { idempotencyKey: id },
    );
    return { said };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal) return { refusal };
    throw error;
  }
}

/** Reads a refund anew, for Stripe's events; one that we did not make is reconciliation's. */
export async function settleRefundFlow(
  db: Db,
  stripe: StripeEdge,
  { stripeRefundId }: { stripeRefundId: string },
  context: Context,
): Promise<void> {
  const said = await stripe.refunds.retrieve(stripeRefundId);
  const refundId = said.metadata?.refundId;
  if (refundId && isId(refundId)) await db.transaction((tx) => settleRefund(tx, { refundId, said }, context));
}

/** Every refund of a charge, for the event that names only the charge. */
export async function settleRefundsOfChargeFlow(
  db: Db,
  stripe: StripeEdge,
  { stripeChargeId }: { stripeChargeId: string },
  context: Context,
): Promise<void> {
  for await (const said of stripe.refunds.list({ charge: stripeChargeId, limit: 100 })) {
    const refundId = said.metadata?.refundId;
    if (refundId && isId(refundId)) await db.transaction((tx) => settleRefund(tx, { refundId, said }, context));
  }
}

/** Refunds that were reserved and cut off since before an instant: the work is taken up again. */
export async function stuckRefunds(db: Queryable, before: Date): Promise<string[]> {
  const rows = await db
    .select({ id: refunds.id })
    .from(refunds)
    .where(and(eq(refunds.state, "reserved"), eq(refunds.to, "card"), lte(refunds.requestedAt, before)));
  return rows.map((row) => row.id);
}
