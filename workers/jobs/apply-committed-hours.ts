import { z } from "zod";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { setCommittedHours } from "#app/domain/agents/set-facts.server.ts";
import { committedHours } from "#app/domain/contracts/contract.ts";
import { contractOf, promisedWindows } from "#app/domain/contracts/contracts.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { defineJob } from "#workers/define-job.ts";

/** Hours that an agent has promised are taken out of what others are shown. */
export const applyCommittedHours = defineJob({
  name: "apply-committed-hours",
  payload: z.object({ contractId: z.uuid() }),
  run: async ({ contractId }, deps) => {
    const context = deps.context();
    await deps.db.transaction(async (tx) => {
      const { contract } = await contractOf(tx, contractId, context.actor);
      const agent = await agentProfile(tx, contract.agentId);
      const committed = committedHours(await promisedWindows(tx, agent.id), agent.timeZone, weekOf(context.now));
      await setCommittedHours(tx, { agentId: agent.id, committed }, context);
    });
  },
});
