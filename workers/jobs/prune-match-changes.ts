import { z } from "zod";
import { pruneMatchChanges as prune } from "#app/domain/matching/update-match-profile.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const pruneMatchChanges = defineJob({
  name: "prune-match-changes",
  payload: z.object({}),
  run: async (_, deps) => {
    await deps.db.transaction(prune);
  },
});
