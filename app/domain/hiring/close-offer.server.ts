import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { postSystemMessage } from "#app/domain/messaging/send-message.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { offers } from "#db/schema/hiring.ts";
import { lockApplication, moveApplication } from "./lock-application.server.ts";
import { offerLifecycle } from "./offer.ts";

export async function lockOffer(tx: Tx, offerId: string) {
  const [offer] = await tx.select().from(offers).where(eq(offers.id, offerId)).for("update");
  if (!offer) throw new NotFound();
  return offer;
}
type Offer = Awaited<ReturnType<typeof lockOffer>>;

/** Ends an open offer, moves its application and says so in the thread; the caller has checked who may. @throws Conflict when it is not open */
export async function closeOffer(tx: Tx, offer: Offer, action: "accept" | "decline" | "withdraw" | "expire", context: Context) {
  const state = offerLifecycle.next(offer.state, action as never);
  await tx.update(offers).set({ state, answeredAt: context.now }).where(eq(offers.id, offer.id));
  const application = await lockApplication(tx, offer.applicationId);
  if (application.state === "offered") await moveApplication(tx, application, action === "accept" ? "hire" : "lapse", context);
  await postSystemMessage(tx, { conversationId: application.conversationId, key: `offer.${action}`, params: {} }, context);
  await recordEvent(tx, "offer.answered", { offerId: offer.id, state }, context);
  return application;
}
