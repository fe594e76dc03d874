import { z } from "zod";
import { exposedBy, watchExposure as watch } from "#app/domain/billing/watch-exposure.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const watchExposure = defineJob({
  name: "watch-exposure",
  payload: z.union([z.object({ contractId: z.uuid() }), z.object({ billId: z.uuid() })]),
  run: async (what, deps) => {
    const exposed = await exposedBy(deps.db, what);
    if (exposed) await deps.db.transaction((tx) => watch(tx, exposed, deps.context()));
  },
});
