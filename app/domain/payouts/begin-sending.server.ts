import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";
import { waitsForFunds } from "./payout.ts";

/**
 * The last word before the call to Stripe that moves a payout's money: from here on nobody holds it (`holdPayout`). Again after a call that was cut
 * off is the same. @returns false when somebody held it, or it failed, meanwhile: then the call is not made
 * @throws NotFound, Forbidden for people
 */
export async function beginSending(tx: Tx, { payoutId }: { payoutId: string }, { actor, now }: Context): Promise<boolean> {
  permit(actor, "ledger.post");
  const payout = await lockPayout(tx, payoutId);
  if (payout.state !== "reserved" && !waitsForFunds(payout)) return false;
  if (!payout.underwaySince) await tx.update(payouts).set({ underwaySince: now }).where(eq(payouts.id, payoutId));
  return true;
}
