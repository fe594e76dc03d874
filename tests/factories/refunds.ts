import { eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { type AskedRefund, requestRefund } from "#app/domain/billing/request-refund.server.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { chargebacks, refunds } from "#db/schema/billing.ts";

/** Platform finance asks for a refund: a part of the fee as credit unless told otherwise. @returns its id, and whether a second person must agree */
export async function askRefund(
  db: Db,
  asked: Pick<AskedRefund, "about" | "amount"> & Partial<AskedRefund>,
  context: { actor: Actor; now: Date },
): Promise<{ refundId: string; outcome: "requested" | "waits" }> {
  const refundId = asked.refundId ?? newId();
  const rest = { what: "fee" as const, to: "credit" as const, reason: "The first week was bumpy." };
  const outcome = await db.transaction((tx) => requestRefund(tx, { ...rest, ...asked, refundId }, context));
  return { refundId, outcome };
}

export async function refundById(db: Db, refundId: string) {
  const [row] = await db.select().from(refunds).where(eq(refunds.id, refundId));
  return row ?? null;
}

export async function chargebackOf(db: Db, businessId: string) {
  const [row] = await db.select().from(chargebacks).where(eq(chargebacks.businessId, businessId));
  if (!row) throw new Error("there is no chargeback");
  return row;
}
