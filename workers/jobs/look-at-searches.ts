import { z } from "zod";
import { lookAtSearch, searchesDue } from "#app/domain/matching/look-at-search.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Hourly: saved searches of businesses where it has become seven in the morning. */
export const lookAtSearches = defineJob({
  name: "look-at-searches",
  payload: z.object({}),
  run: async (_, deps) => {
    for (const searchId of await searchesDue(deps.db, deps.now()))
      await deps.db.transaction((tx) => lookAtSearch(tx, { searchId }, deps.context()));
  },
});
