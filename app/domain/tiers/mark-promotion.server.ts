import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { promotions } from "#db/schema/tiers.ts";
import { lockPromotion } from "./decide-promotion.server.ts";
import { promotionLifecycle } from "./promotion.ts";

/** The amendment that carries a promotion into the contract. @throws Forbidden for people */
export async function linkAmendment(
  tx: Tx,
  { promotionId, amendmentId }: { promotionId: string; amendmentId: string },
  { actor }: Context,
): Promise<void> {
  if (actor.kind !== "system") throw new Forbidden();
  await tx.update(promotions).set({ amendmentId }).where(eq(promotions.id, promotionId));
}

/** What the agent answered: refused ends it, accepted says from when. @throws Forbidden for people */
export async function markPromotionAnswered(
  tx: Tx,
  { promotionId, inForceFrom }: { promotionId: string; inForceFrom: string | null },
  { actor }: Context,
): Promise<void> {
  if (actor.kind !== "system") throw new Forbidden();
  const promotion = await lockPromotion(tx, promotionId);
  if (promotion.state !== "approved") return;
  const state = inForceFrom ? promotion.state : promotionLifecycle.next(promotion.state, "refuse");
  await tx.update(promotions).set({ state, inForceFrom }).where(eq(promotions.id, promotionId));
}

/** Its Monday has come. @returns whether it began now; @throws Forbidden for people */
export async function markPromotionInForce(
  tx: Tx,
  { promotionId, inForceFrom }: { promotionId: string; inForceFrom: string },
  { actor }: Context,
): Promise<boolean> {
  if (actor.kind !== "system") throw new Forbidden();
  const promotion = await lockPromotion(tx, promotionId);
  if (promotion.state !== "approved") return false;
  await tx
    .update(promotions)
    .set({ state: promotionLifecycle.next(promotion.state, "begin"), inForceFrom })
    .where(eq(promotions.id, promotionId));
  return true;
}
