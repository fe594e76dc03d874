import { z } from "zod";
import { revealDueReviews } from "#app/domain/reviews/reveal-reviews.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const revealReviews = defineJob({
  name: "reveal-reviews",
  payload: z.object({}),
  run: async (_, deps) => {
    await deps.db.transaction((tx) => revealDueReviews(tx, deps.context()));
  },
});
