import { eq } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";

/** @throws NotFound */
export async function lockPayout(tx: Tx, payoutId: string) {
  const [payout] = await tx.select().from(payouts).where(eq(payouts.id, payoutId)).for("update");
  if (!payout) throw new NotFound();
  return payout;
}
