import { z } from "zod";
import { agentsToChase, chaseRequirements as chase } from "#app/domain/payouts/chase-requirements.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Daily: reminds agents of what Stripe asks for before payouts to them stop. */
export const chaseRequirements = defineJob({
  name: "chase-requirements",
  payload: z.object({}),
  run: async (_payload, { db, now, context }) => {
    for (const agentId of await agentsToChase(db, now())) await db.transaction((tx) => chase(tx, { agentId }, context()));
  },
});
