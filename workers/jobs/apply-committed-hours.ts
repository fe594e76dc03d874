import { z } from "zod";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import { refreshCommittedHours } from "#app/domain/contracts/refresh-committed-hours.server.ts";
import { offerPage } from "#app/domain/hiring/applications.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** After a contract, an offer or an agent's zone has changed: hours that an agent has promised are taken out of what others are shown. */
export const applyCommittedHours = defineJob({
  name: "apply-committed-hours",
  payload: z.union([z.object({ contractId: z.uuid() }), z.object({ offerId: z.uuid() }), z.object({ agentId: z.uuid() })]),
  run: async (about, deps) => {
    const context = deps.context();
    await deps.db.transaction(async (tx) => {
      const { agentId } =
        "contractId" in about
          ? (await contractOf(tx, about.contractId, context.actor)).contract
          : "offerId" in about
            ? (await offerPage(tx, about.offerId, context.actor)).offer
            : about;
      await refreshCommittedHours(tx, { agentId }, context);
    });
  },
});
