import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";
import { payoutLifecycle } from "./payout.ts";

/**
 * Finance keeps a payout back before anything is sent; the money stays reserved for the agent, who reads the reason. Twice is once. One that was on
 * its way to Stripe at that moment goes on, and is not held any more.
 * @throws NotFound, Forbidden without "finance.act", Conflict once it was sent
 */
export async function holdPayout(
  tx: Tx,
  { payoutId, reason }: { payoutId: string; reason: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  permit(actor, "finance.act");
  const payout = await lockPayout(tx, payoutId);
  if (payout.state === "held") return;
  const state = payoutLifecycle.next(payout.state, "hold");
  await tx.update(payouts).set({ state, holdReason: reason, heldAt: now, heldBy: actor.userId }).where(eq(payouts.id, payoutId));
  await recordAudit(
    tx,
    {
      action: "payout.held",
      subject: { kind: "payout", id: payoutId },
      reason,
      amount: money(payout.amount, payout.currency),
    },
    context,
  );
  await recordEvent(tx, "payout.held", { payoutId }, context);
}
