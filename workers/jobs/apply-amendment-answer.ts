import { z } from "zod";
import { amendmentById } from "#app/domain/contracts/contracts.server.ts";
import { markPromotionAnswered } from "#app/domain/tiers/mark-promotion.server.ts";
import { approvedWithoutAmendment } from "#app/domain/tiers/promotions.server.ts";
import { defineJob } from "#workers/define-job.ts";
import { proposePromotionAmendment } from "#workers/jobs/propose-promotion-amendment.ts";

/** An amendment was answered: a promotion's own history says so, and a promotion that had to wait behind another change follows now. */
export const applyAmendmentAnswer = defineJob({
  name: "apply-amendment-answer",
  payload: z.object({ amendmentId: z.uuid() }),
  run: async ({ amendmentId }, deps) => {
    const { promotionId, inForceFrom, contractId } = await amendmentById(deps.db, amendmentId);
    if (promotionId) {
      await deps.db.transaction((tx) => markPromotionAnswered(tx, { promotionId, inForceFrom }, deps.context()));
      return;
    }
    for (const waiting of await approvedWithoutAmendment(deps.db, contractId))
      await proposePromotionAmendment.run({ promotionId: waiting }, deps);
  },
});
