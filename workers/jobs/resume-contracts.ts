import { z } from "zod";
import { resumeContracts as resume } from "#app/domain/contracts/pause-contracts.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const resumeContracts = defineJob({
  name: "resume-contracts",
  payload: z.object({ businessId: z.uuid() }),
  run: ({ businessId }, deps) => deps.db.transaction((tx) => resume(tx, { businessId, reason: "unpaid" }, deps.context())),
});
