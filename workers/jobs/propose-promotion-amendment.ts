import { z } from "zod";
import { proposeAmendment } from "#app/domain/contracts/propose-amendment.server.ts";
import { linkAmendment } from "#app/domain/tiers/mark-promotion.server.ts";
import { promotionById } from "#app/domain/tiers/promotions.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { defineJob } from "#workers/define-job.ts";

/**
 * An approved promotion becomes an amendment that the business has accepted; the agent answers it. Where another change was proposed in the
 * moment between, this one follows its answer (apply-amendment-answer).
 */
export const proposePromotionAmendment = defineJob({
  name: "propose-promotion-amendment",
  payload: z.object({ promotionId: z.uuid() }),
  run: async ({ promotionId }, deps) => {
    const proposing = deps.db.transaction(async (tx) => {
      const promotion = await promotionById(tx, promotionId);
      if (promotion.state !== "approved" || promotion.amendmentId) return;
      const amendment = await proposeAmendment(
        tx,
        {
          contractId: promotion.contractId,
          reason: "promotion",
          hourlyRate: promotion.newRate!,
          tier: promotion.toTier,
          note: promotion.reason ?? "",
          promotionId,
          businessAcceptedBy: promotion.decidedBy!,
        },
        deps.context(),
      );
      await linkAmendment(tx, { promotionId, amendmentId: amendment.id }, deps.context());
    });
    await proposing.catch((error) => {
      if (!(error instanceof Conflict) || error.key !== "contracts:errors.amendmentOpen") throw error;
    });
  },
});
