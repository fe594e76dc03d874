import { z } from "zod";
import { openChargeback } from "#app/domain/billing/chargebacks.server.ts";
import { pauseContracts, resumeContracts } from "#app/domain/contracts/pause-contracts.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** While a bank takes a charge back nobody works on for the business; when the last chargeback of it is decided they go on. */
export const followChargeback = defineJob({
  name: "follow-chargeback",
  payload: z.object({ chargebackId: z.uuid() }),
  run: ({ chargebackId }, { db, context }) =>
    db.transaction(async (tx) => {
      const { businessId, open } = await openChargeback(tx, chargebackId);
      const change = open ? pauseContracts : resumeContracts;
      await change(tx, { businessId, reason: "chargeback" }, context());
    }),
});
