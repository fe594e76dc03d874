import { z } from "zod";
import { suggestTeamFlow } from "#app/domain/matching/suggest-team-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** The teams of a role that a business asked for. */
export const suggestTeam = defineJob({
  name: "suggest-team",
  payload: z.object({ roleId: z.uuid() }),
  run: ({ roleId }, deps) => suggestTeamFlow(deps.db, { roleId }, deps.context()),
});
