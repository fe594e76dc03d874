import { z } from "zod";
import { setRating } from "#app/domain/agents/set-facts.server.ts";
import { agentRating } from "#app/domain/reviews/reveal-reviews.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const applyRating = defineJob({
  name: "apply-rating",
  payload: z.object({ agentId: z.uuid() }),
  run: async ({ agentId }, deps) => {
    await deps.db.transaction(async (tx) => setRating(tx, { agentId, ...(await agentRating(tx, agentId)) }, deps.context()));
  },
});
