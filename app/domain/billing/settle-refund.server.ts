import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { refunds } from "#db/schema/billing.ts";
import { type RefundState, refundLifecycle } from "./refund.ts";

type Refund = typeof refunds.$inferSelect;

async function lockRefund(tx: Tx, refundId: string): Promise<Refund> {
  const [refund] = await tx.select().from(refunds).where(eq(refunds.id, refundId)).for("update");
  if (!refund) throw new NotFound();
  return refund;
}

const outcomes: Record<string, "wait" | "succeed" | "fail"> = {
  pending: "wait",
  requires_action: "wait",
  succeeded: "succeed",
  failed: "fail",
  canceled: "fail",
};

/**
 * Books what Stripe says about a refund of ours, from the call's answer and from webhooks alike: the credit leaves with Stripe's movement, and is
 * back when the card's bank sent it back. Twice is once, in any order.
 * @throws NotFound, Forbidden for people
 */
export async function settleRefund(
  tx: Tx,
  { refundId, said }: { refundId: string; said: Stripe.Refund },
  context: Context,
): Promise<RefundState> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const refund = await lockRefund(tx, refundId);
  const { businessId, currency, amount } = refund;
  const credit = accounts.credit(businessId, currency);
  const balance = accounts.stripeBalance(currency);
  const source = refund.billId ? { kind: "bill", id: refund.billId } : { kind: "prepayment", id: refund.prepaymentId! };
  const post = (suffix: string, kind: string, back: boolean) =>
    postTransaction(
      tx,
      {
        key: `refund:${refundId}${suffix}`,
        kind,
        source,
        stripeId: said.id,
        detail: { refundId },
        postings: [{ debit: back ? balance : credit, credit: back ? credit : balance, amount: money(amount, currency) }],
      },
      { now },
    );
  const outcome = outcomes[said.status ?? "pending"] ?? "wait";
  // A refund that failed before it moved anything leaves no movement at Stripe.
  if (said.balance_transaction) await post("", "refund.sent", false);
  if (outcome === "fail" && said.balance_transaction) await post(":failed", "refund.failed", true);
  if (!refundLifecycle.can(refund.state, outcome)) return refund.state;
  const state = refundLifecycle.next(refund.state, outcome);
  await tx
    .update(refunds)
    .set({
      state,
      stripeRefundId: said.id,
      stripeBalanceTransactionId:
        typeof said.balance_transaction === "string" ? said.balance_transaction : said.balance_transaction?.id,
      failureReason: outcome === "fail" ? (said.failure_reason ?? said.status) : null,
      settledAt: outcome === "wait" ? null : now,
    })
    .where(eq(refunds.id, refundId));
  if (outcome !== "wait") await recordEvent(tx, "refund.settled", { refundId }, context);
  return state;
}

/** Stripe refused to make it: the money stays the business's credit. Twice is once. @throws NotFound, Forbidden for people */
export async function failRefund(
  tx: Tx,
  { refundId, code }: { refundId: string; code: string },
  context: Context,
): Promise<RefundState> {
  permit(context.actor, "ledger.post");
  const refund = await lockRefund(tx, refundId);
  if (refund.state !== "reserved") return refund.state;
  const state = refundLifecycle.next(refund.state, "fail");
  await tx.update(refunds).set({ state, failureReason: code, settledAt: context.now }).where(eq(refunds.id, refundId));
  await recordEvent(tx, "refund.settled", { refundId }, context);
  return state;
}
