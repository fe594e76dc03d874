import { z } from "zod";
import { sweepAccounts as sweep } from "#app/domain/accounts/sweep-accounts.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const sweepAccounts = defineJob({
  name: "sweep-accounts",
  payload: z.object({}),
  run: (_, deps) => deps.db.transaction((tx) => sweep(tx, { realNow: new Date() }, deps.context())),
});
