import { z } from "zod";
import { pauseContracts as pause } from "#app/domain/contracts/pause-contracts.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** A business does not pay: nobody works on for it unpaid. */
export const pauseContracts = defineJob({
  name: "pause-contracts",
  payload: z.object({ businessId: z.uuid() }),
  run: ({ businessId }, deps) => deps.db.transaction((tx) => pause(tx, { businessId, reason: "unpaid" }, deps.context())),
});
