import { and, eq, lte } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { offers } from "#db/schema/hiring.ts";
import { closeOffer } from "./close-offer.server.ts";

/** Ends the offers whose week of waiting is over. */
export async function expireDueOffers(tx: Tx, context: Context): Promise<number> {
  if (context.actor.kind !== "system") throw new Forbidden();
  const due = await tx
    .select()
    .from(offers)
    .where(and(eq(offers.state, "sent"), lte(offers.expiresAt, context.now)))
    .for("update", { skipLocked: true });
  for (const offer of due) await closeOffer(tx, offer, "expire", context);
  return due.length;
}
