import { z } from "zod";
import { exposedBy, watchExposure as watch } from "#app/domain/billing/watch-exposure.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Something moved what a business has used of its limit, or the limit itself. */
export const watchExposure = defineJob({
  name: "watch-exposure",
  payload: z.union([z.object({ contractId: z.uuid() }), z.object({ billId: z.uuid() }), z.object({ businessId: z.uuid() })]),
  run: async (what, deps) => {
    for (const exposed of await exposedBy(deps.db, what)) await deps.db.transaction((tx) => watch(tx, exposed, deps.context()));
  },
});
