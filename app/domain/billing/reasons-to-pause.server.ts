import { and, eq, inArray, isNotNull, ne } from "drizzle-orm";
import type { Tx } from "#db/client.server.ts";
import { bills, chargebacks } from "#db/schema/billing.ts";

/**
 * Why nobody works for a business now, for a contract that begins meanwhile: a bill long unpaid, a chargeback not decided. Both are kept as they are
 * until the caller's commit, so that who ends them sees the pause. Two queries.
 */
export async function reasonsToPause(tx: Tx, businessId: string): Promise<("unpaid" | "chargeback")[]> {
  const unpaid = await tx
    .select({ id: bills.id })
    .from(bills)
    .where(and(eq(bills.businessId, businessId), ne(bills.state, "paid"), isNotNull(bills.overdueSince)))
    .for("share");
  const open = await tx
    .select({ id: chargebacks.id })
    .from(chargebacks)
    .where(and(eq(chargebacks.businessId, businessId), inArray(chargebacks.state, ["needsResponse", "underReview"])))
    .for("share");
  return [...(unpaid.length > 0 ? ["unpaid" as const] : []), ...(open.length > 0 ? ["chargeback" as const] : [])];
}
