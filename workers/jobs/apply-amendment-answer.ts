import { z } from "zod";
import { amendmentById } from "#app/domain/contracts/contracts.server.ts";
import { markPromotionAnswered } from "#app/domain/tiers/mark-promotion.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** The agent answered a promotion's amendment: the promotion's own history says so. */
export const applyAmendmentAnswer = defineJob({
  name: "apply-amendment-answer",
  payload: z.object({ amendmentId: z.uuid() }),
  run: async ({ amendmentId }, deps) => {
    await deps.db.transaction(async (tx) => {
      const { promotionId, inForceFrom } = await amendmentById(tx, amendmentId);
      if (promotionId) await markPromotionAnswered(tx, { promotionId, inForceFrom }, deps.context());
    });
  },
});
