import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { Tx } from "#db/client.server.ts";
import { closeOffer, lockOffer } from "./close-offer.server.ts";

/** The agent says no. Twice is once. @throws NotFound, Forbidden, Conflict when it is not open any more */
export async function declineOffer(tx: Tx, { offerId }: { offerId: string }, context: Context): Promise<void> {
  const offer = await lockOffer(tx, offerId);
  permit(context.actor, "hiring.answer", { agentId: offer.agentId, businessId: offer.businessId });
  if (offer.state === "declined") return;
  await closeOffer(tx, offer, "decline", context);
}
