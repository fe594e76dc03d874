import { and, eq } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { money } from "#app/kernel/money.ts";
import type { Db, Tx } from "#db/client.server.ts";
import { auditEntries } from "#db/schema/accounts.ts";

/**
 * Platform finance moves the platform's own money from its bank to its balance at Stripe, so that agents' transfers do not wait
 * (docs.stripe.com/connect/top-ups). Twice, by its id, is once. The money is booked when Stripe says that it came.
 * @throws Forbidden without "finance.act"
 */
export async function topUpFlow(
  db: Db,
  stripe: StripeEdge,
  { id, amount, currency, reason }: { id: string; amount: bigint; currency: string; reason: string },
  context: Context,
): Promise<void> {
  permit(context.actor, "finance.act");
  const subject = { kind: "topup", id };
  await db.transaction(async (tx) => {
    const [known] = await tx
      .select({ id: auditEntries.id })
      .from(auditEntries)
      .where(and(eq(auditEntries.subjectKind, subject.kind), eq(auditEntries.subjectId, id)));
    if (!known) await recordAudit(tx, { action: "float.topped-up", subject, reason, amount: money(amount, currency) }, context);
  });
  const topup = await stripe.topups.create(
    { amount: Number(amount), currency: currency.toLowerCase(), description: reason.slice(0, 200), metadata: { topUpId: id } },
    { idempotencyKey: `topup:${id}` },
  );
  await db.transaction((tx) => settleTopUp(tx, topup, context));
}

/** Books a top-up that came: from the call's answer and from Stripe's event alike. One that failed never was. Twice is once. */
export async function settleTopUp(tx: Tx, topup: Stripe.Topup, { now }: Context): Promise<void> {
  if (topup.status !== "succeeded") return;
  const currency = topup.currency.toUpperCase();
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
