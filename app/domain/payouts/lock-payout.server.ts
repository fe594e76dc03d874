import { eq } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";

export type Payout = typeof payouts.$inferSelect;

/** @throws NotFound */
export async function lockPayout(tx: Tx, payoutId: string): Promise<Payout> {
  const [payout] = await tx.select().from(payouts).where(eq(payouts.id, payoutId)).for("update");
  if (!payout) throw new NotFound();
  return payout;
}

/** @throws NotFound */
export async function payoutById(db: Queryable, payoutId: string): Promise<Payout> {
  const [payout] = await db.select().from(payouts).where(eq(payouts.id, payoutId));
  if (!payout) throw new NotFound();
  return payout;
}
