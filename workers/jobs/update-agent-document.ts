import { z } from "zod";
import { updateAgentDocuments } from "#app/domain/matching/agent-document.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const updateAgentDocument = defineJob({
  name: "update-agent-document",
  payload: z.object({ agentId: z.uuid() }),
  run: async ({ agentId }, deps) => {
    await deps.db.transaction((tx) => updateAgentDocuments(tx, { agentIds: [agentId] }, deps.context()));
  },
});
