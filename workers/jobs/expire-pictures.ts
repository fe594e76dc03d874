import { z } from "zod";
import { expirePictures as expire } from "#app/domain/diary/expire-pictures.server.ts";
import { contractsInDispute } from "#app/domain/disputes/contracts-in-dispute.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Nightly: pictures after their time go, but none of a contract in dispute, which only a module after the diary knows. */
export const expirePictures = defineJob({
  name: "expire-pictures",
  payload: z.object({}),
  run: async (_, deps) => {
    let more = true;
    while (more)
      more = await deps.db.transaction(async (tx) => {
        // Asked anew for each batch, so that a dispute that opens meanwhile counts.
        const held = await contractsInDispute(tx);
        return expire(tx, { held }, deps.context());
      });
  },
});
