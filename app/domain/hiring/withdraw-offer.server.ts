import { and, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { offers } from "#db/schema/hiring.ts";
import { closeOffer, lockOffer } from "./close-offer.server.ts";

/** The business takes an open offer back. Twice is once. @throws NotFound, Forbidden, Conflict when it was answered */
export async function withdrawOffer(tx: Tx, { offerId }: { offerId: string }, context: Context): Promise<void> {
  const offer = await lockOffer(tx, offerId);
  permit(context.actor, "hiring.manage", { businessId: offer.businessId, agentId: offer.agentId });
  if (offer.state === "withdrawn") return;
  await closeOffer(tx, offer, "withdraw", context);
}

/** Ends the open offer of an application that ends itself. */
export async function withdrawOpenOffer(tx: Tx, applicationId: string, context: Context): Promise<void> {
  const [offer] = await tx
    .select()
    .from(offers)
    .where(and(eq(offers.applicationId, applicationId), eq(offers.state, "sent")))
    .for("update");
  if (!offer) return;
  await tx.update(offers).set({ state: "withdrawn", answeredAt: context.now }).where(eq(offers.id, offer.id));
  await recordEvent(tx, "offer.answered", { offerId: offer.id, state: "withdrawn" }, context);
}
