import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { chargebacks } from "#db/schema/billing.ts";
import { activityLog, chargebackLifecycle } from "./chargeback.ts";
import { chargebackFacts } from "./chargeback-evidence.server.ts";

/**
 * Sends the evidence to the bank through Stripe: the words of platform finance, and the diary by day. Once: what is under review already stays.
 * @throws NotFound, Forbidden without "finance.act", Conflict after its time or its decision
 */
export async function submitChargebackFlow(
  db: Db,
  stripe: StripeEdge,
  { chargebackId, evidence }: { chargebackId: string; evidence: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  permit(actor, "finance.act");
  const chargeback = await db.transaction(async (tx) => {
    const [row] = await tx.select().from(chargebacks).where(eq(chargebacks.id, chargebackId)).for("update");
    if (!row) throw new NotFound();
    if (row.submittedAt) return row;
    chargebackLifecycle.next(row.state, "submit");
    if (row.evidenceDueAt && now > row.evidenceDueAt) throw new Conflict("billing:chargebacks.errors.tooLate");
    // Kept before it is sent, so that the same words go out when the call is cut off and made again.
    await tx.update(chargebacks).set({ evidence }).where(eq(chargebacks.id, chargebackId));
    return { ...row, evidence };
  });
  if (chargeback.submittedAt) return;
  const facts = await chargebackFacts(db, chargeback);
  await stripe.disputes.update(
    chargeback.stripeDisputeId,
    {
      evidence: {
        uncategorized_text: chargeback.evidence,
        access_activity_log: facts ? activityLog(facts) : undefined,
        product_description: "Hours of freelance customer-support agents, recorded in a work diary and billed weekly.",
        customer_name: facts?.business,
        service_date: facts?.week,
      },
      submit: true,
    },
    { idempotencyKey: `evidence:${chargebackId}` },
  );
  await db.transaction(async (tx) => {
    const [row] = await tx.select().from(chargebacks).where(eq(chargebacks.id, chargebackId)).for("update");
    if (row!.submittedAt) return;
    const state = chargebackLifecycle.can(row!.state, "submit") ? chargebackLifecycle.next(row!.state, "submit") : row!.state;
    await tx
      .update(chargebacks)
      .set({ state, submittedAt: now, submittedBy: actor.userId })
      .where(eq(chargebacks.id, chargebackId));
    await recordAudit(
      tx,
      {
        action: "chargeback.evidence-submitted",
        subject: { kind: "chargeback", id: chargebackId },
        reason: row!.evidence.slice(0, 500),
        amount: money(row!.amount, row!.currency),
      },
      context,
    );
  });
}
