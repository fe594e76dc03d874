import { z } from "zod";
import { standings } from "#app/domain/reviews/standing.server.ts";
import { proposePromotion } from "#app/domain/tiers/propose-promotion.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const proposePromotions = defineJob({
  name: "propose-promotions",
  payload: z.object({}),
  run: async (_, deps) => {
    const context = deps.context();
    for (const candidate of await standings(deps.db, "everyL1", context.now, context.actor)) {
      await deps.db.transaction((tx) => proposePromotion(tx, candidate, deps.context()));
    }
  },
});
