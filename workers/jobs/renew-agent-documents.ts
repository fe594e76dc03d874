import { z } from "zod";
import { staleAgentDocuments, updateAgentDocuments } from "#app/domain/matching/agent-document.server.ts";
import { defineJob } from "#workers/define-job.ts";

const BATCH = 500;

/** Daily: profiles that free text does not find yet, or by older names of tools and languages. */
export const renewAgentDocuments = defineJob({
  name: "renew-agent-documents",
  payload: z.object({}),
  run: async (_, deps) => {
    const stale = await staleAgentDocuments(deps.db);
    for (let i = 0; i < stale.length; i += BATCH)
      await deps.db.transaction((tx) => updateAgentDocuments(tx, { agentIds: stale.slice(i, i + BATCH) }, deps.context()));
  },
});
