import { z } from "zod";
import { contractsWorkedIn, finishWeek, freezeContractWeek } from "#app/domain/timesheets/freeze-contract-week.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** The close of a week: each contract in a transaction of its own, then the word that all are frozen. */
export const freezeWeek = defineJob({
  name: "freeze-week",
  payload: z.object({ week: z.iso.date() }),
  run: async ({ week }, deps) => {
    for (const contractId of await contractsWorkedIn(deps.db, week)) {
      await deps.db.transaction((tx) => freezeContractWeek(tx, { contractId, week }, deps.context()));
    }
    await deps.db.transaction((tx) => finishWeek(tx, { week }, deps.context()));
  },
});
