import { z } from "zod";
import { freeShifts as freeShiftsOf } from "#app/domain/shifts/free-shifts.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** A contract has ended: what its agent was planned for is open to colleagues. */
export const freeShifts = defineJob({
  name: "free-shifts",
  payload: z.object({ contractId: z.uuid() }),
  run: async ({ contractId }, deps) => {
    await deps.db.transaction((tx) => freeShiftsOf(tx, { contractId }, deps.context()));
  },
});
