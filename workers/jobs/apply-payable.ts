import { z } from "zod";
import { setPayable } from "#app/domain/agents/set-facts.server.ts";
import { isRestricted } from "#app/domain/payouts/payout-account.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Who cannot be paid is not offered work: businesses find such an agent again once the payout account is mended. */
export const applyPayable = defineJob({
  name: "apply-payable",
  payload: z.object({ agentId: z.uuid() }),
  run: async ({ agentId }, { db, context }) => {
    await db.transaction(async (tx) => setPayable(tx, { agentId, restricted: await isRestricted(tx, agentId) }, context()));
  },
});
