import { z } from "zod";
import { setTier } from "#app/domain/agents/set-facts.server.ts";
import { promotionsInForce } from "#app/domain/contracts/contracts.server.ts";
import { markPromotionInForce } from "#app/domain/tiers/mark-promotion.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { defineJob } from "#workers/define-job.ts";

/** Mondays: promotions whose amendment both accepted are in force, and the agent carries the new level. */
export const startAmendedTerms = defineJob({
  name: "start-amended-terms",
  payload: z.object({}),
  run: async (_, deps) => {
    const context = deps.context();
    for (const { promotionId, inForceFrom, agentId, tier } of await promotionsInForce(deps.db, weekOf(context.now))) {
      await deps.db.transaction(async (tx) => {
        const begun = await markPromotionInForce(tx, { promotionId: promotionId!, inForceFrom: inForceFrom! }, context);
        if (begun) await setTier(tx, { agentId, tier }, context);
      });
    }
  },
});
