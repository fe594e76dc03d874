import { z } from "zod";
import { reasonsToPause } from "#app/domain/billing/reasons-to-pause.server.ts";
import { exposedBy } from "#app/domain/billing/watch-exposure.server.ts";
import { pauseContracts } from "#app/domain/contracts/pause-contracts.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** A contract with a business that does not pay at the moment begins paused, like its others. */
export const pauseNewContract = defineJob({
  name: "pause-new-contract",
  payload: z.object({ contractId: z.uuid() }),
  run: ({ contractId }, { db, context }) =>
    db.transaction(async (tx) => {
      for (const { businessId } of await exposedBy(tx, { contractId }))
        for (const reason of await reasonsToPause(tx, businessId)) await pauseContracts(tx, { businessId, reason }, context());
    }),
});
