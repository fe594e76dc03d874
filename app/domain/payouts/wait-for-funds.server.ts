import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { lockPayout, type Payout } from "./lock-payout.server.ts";
import { FUNDS, payoutLifecycle, waitsForFunds } from "./payout.ts";

/**
 * Stripe said that its balance is too low for this payout now: it stays reserved for the agent, and is tried again every hour under a new key. Of
 * two who heard the same answer one counts.
 */
export async function waitForFunds(tx: Tx, { id, attempts }: Payout, context: Context): Promise<string> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const payout = await lockPayout(tx, id);
  if (payout.attempts !== attempts) return payout.state;
  // What has been transferred already waits in the agent's own account.
  const state = payout.state === "reserved" ? payoutLifecycle.next(payout.state, "hold") : payout.state;
  // What a person held stays held for the person's reason.
  const byPerson = payout.state === "held" && !waitsForFunds(payout);
  const held = state === "held" && !byPerson ? { holdReason: FUNDS, heldAt: payout.heldAt ?? now } : {};
  await tx
    .update(payouts)
    .set({ state, attempts: attempts + 1, underwaySince: null, ...held })
    .where(eq(payouts.id, id));
  if (payout.state === "reserved") await recordEvent(tx, "payout.held", { payoutId: id }, context);
  return state;
}
