import { and, inArray, isNull } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { Tx } from "#db/client.server.ts";
import { invoices } from "#db/schema/billing.ts";

/** Documents went out by mail: the first time stays. @throws Forbidden for people */
export async function markMailed(tx: Tx, { ids }: { ids: string[] }, { actor, now }: Context): Promise<void> {
  permit(actor, "ledger.post");
  await tx
    .update(invoices)
    .set({ mailedAt: now })
    .where(and(inArray(invoices.id, ids), isNull(invoices.mailedAt)));
}
