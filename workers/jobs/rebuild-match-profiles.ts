import { z } from "zod";
import { agentsWithPromises, refreshCommittedHours } from "#app/domain/contracts/refresh-committed-hours.server.ts";
import { staleMatchProfiles, updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import { defineJob } from "#workers/define-job.ts";

const BATCH = 500;

/** A new UTC week: hours of zones that changed their clocks stand differently now, promised ones against the agent's own too. */
export const rebuildMatchProfiles = defineJob({
  name: "rebuild-match-profiles",
  payload: z.object({}),
  run: async (_, deps) => {
    const promised = await deps.db.transaction(agentsWithPromises);
    for (const agentId of promised) await deps.db.transaction((tx) => refreshCommittedHours(tx, { agentId }, deps.context()));
    const stale = await deps.db.transaction((tx) => staleMatchProfiles(tx, deps.now()));
    for (let i = 0; i < stale.length; i += BATCH) {
      await deps.db.transaction((tx) => updateMatchProfiles(tx, { agentIds: stale.slice(i, i + BATCH) }, deps.context()));
    }
  },
});
