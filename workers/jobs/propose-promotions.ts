import { z } from "zod";
import { proposePromotion } from "#app/domain/tiers/propose-promotion.server.ts";
import { defineJob } from "#workers/define-job.ts";
import { promotionFacts } from "#workers/promotion-facts.ts";

export const proposePromotions = defineJob({
  name: "propose-promotions",
  payload: z.object({}),
  run: async (_, deps) => {
    for (const candidate of await promotionFacts(deps.db, deps.now())) {
      await deps.db.transaction((tx) => proposePromotion(tx, candidate, deps.context()));
    }
  },
});
