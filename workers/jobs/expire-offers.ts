import { z } from "zod";
import { expireDueOffers } from "#app/domain/hiring/expire-offers.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const expireOffers = defineJob({
  name: "expire-offers",
  payload: z.object({}),
  run: async (_, deps) => {
    await deps.db.transaction((tx) => expireDueOffers(tx, deps.context()));
  },
});
