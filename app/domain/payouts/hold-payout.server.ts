import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";
import { payoutLifecycle, waitsForFunds } from "./payout.ts";

/**
 * Finance keeps a payout back before anything is sent; the money stays reserved for the agent, who reads the reason. Twice is once. It wins or is
 * refused: a payout whose call to Stripe is being made can no longer be held, and one that only waited for funds stays held when they come.
 * @throws NotFound, Forbidden without "finance.act", Conflict once it was sent or is being sent
 */
export async function holdPayout(
  tx: Tx,
  { payoutId, reason }: { payoutId: string; reason: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  permit(actor, "finance.act");
  const payout = await lockPayout(tx, payoutId);
  if (payout.state === "held" && !waitsForFunds(payout)) return;
  if (payout.underwaySince && (payout.state === "reserved" || payout.state === "held"))
    throw new Conflict("payouts:errors.underway");
  const state = payout.state === "held" ? "held" : payoutLifecycle.next(payout.state, "hold");
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
