import { z } from "zod";
import { updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const updateMatchProfile = defineJob({
  name: "update-match-profile",
  payload: z.object({ agentId: z.uuid() }),
  run: async ({ agentId }, deps) => {
    await deps.db.transaction((tx) => updateMatchProfiles(tx, { agentIds: [agentId] }, deps.context()));
  },
});
