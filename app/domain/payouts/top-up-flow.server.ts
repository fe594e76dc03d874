import { and, eq, inArray } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { refusalOf } from "#app/edges/stripe/refusal.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { money } from "#app/kernel/money.ts";
import type { Db, Tx } from "#db/client.server.ts";
import { topUps } from "#db/schema/payouts.ts";

export interface TopUpOrder {
  id: string;
  amount: bigint;
  currency: string;
  reason: string;
  /** The UTC day, "2026-11-26", when the rule and not a person asks: one a day and currency. */
  automaticOn?: string;
}

/**
 * The platform's own money moves from its bank to its balance at Stripe, so that agents' transfers do not wait
 * (docs.stripe.com/connect/top-ups). Twice, by its id, is once; what was kept at the first time counts. The money is booked when Stripe says that
 * it came.
 * @throws Forbidden without "finance.act"
 */
export async function topUpFlow(db: Db, stripe: StripeEdge, order: TopUpOrder, context: Context): Promise<void> {
  permit(context.actor, "finance.act");
  const kept = await db.transaction((tx) => reserve(tx, order, context));
  if (!kept) return;
  const { id, amount, currency, reason, automaticOn } = kept;
  let topup: Stripe.Topup;
  try {
    topup = await stripe.topups.create(
      {
        amount: Number(amount),
        currency: currency.toLowerCase(),
        description: reason.slice(0, 200),
        metadata: { topUpId: id, ...(automaticOn ? { automaticOn } : {}) },
      },
      { idempotencyKey: `topup:${id}` },
    );
  } catch (error) {
    // What Stripe refuses was never under way, and must not be sent again and again.
    if (refusalOf(error))
      await db
        .update(topUps)
        .set({ state: "failed" })
        .where(and(eq(topUps.id, id), eq(topUps.state, "reserved")));
    throw error;
  }
  await db.transaction((tx) => settleTopUp(tx, topup, context));
}

/** @returns what to send; null when the rule has topped up today already */
async function reserve(tx: Tx, { id, amount, currency, reason, automaticOn }: TopUpOrder, context: Context) {
  const [made] = await tx
    .insert(topUps)
    .values({ id, amount, currency, reason, automaticOn, requestedBy: context.actor.userId, requestedAt: context.now })
    .onConflictDoNothing()
    .returning();
  if (made) {
    const subject = { kind: "topup", id };
    const detail = automaticOn ? { automaticOn } : undefined;
    await recordAudit(tx, { action: "float.topped-up", subject, reason, amount: money(amount, currency), detail }, context);
    return made;
  }
  const [known] = await tx.select().from(topUps).where(eq(topUps.id, id));
  return known ?? null;
}

/** Keeps how a top-up stands and books one that came: from the call's answer and from Stripe's event alike. Twice is once. */
export async function settleTopUp(tx: Tx, topup: Stripe.Topup, { now }: Context): Promise<void> {
  const currency = topup.currency.toUpperCase();
  const id = topup.metadata?.topUpId;
  const state = topup.status === "pending" ? "sent" : topup.status === "succeeded" ? "succeeded" : "failed";
  // What Stripe's own pages started has no row of ours; it is booked all the same.
  if (id) {
    // The call's answer may be read after the event that came later.
    const earlier = state === "sent" ? inArray(topUps.state, ["reserved", "sent"]) : undefined;
    await tx
      .update(topUps)
      .set({ state, stripeTopUpId: topup.id })
      .where(and(eq(topUps.id, id), earlier));
  }
  if (topup.status !== "succeeded") return;
  await postTransaction(
    tx,
    {
      key: `topup:${topup.id}`,
      kind: "topup",
      stripeId: topup.id,
      postings: [
        { debit: accounts.stripeBalance(currency), credit: accounts.bank(currency), amount: money(topup.amount, currency) },
      ],
    },
    { now },
  );
}
