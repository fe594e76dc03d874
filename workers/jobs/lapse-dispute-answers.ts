import { z } from "zod";
import { lapseDueAnswers } from "#app/domain/disputes/answer-dispute.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const lapseDisputeAnswers = defineJob({
  name: "lapse-dispute-answers",
  payload: z.object({}),
  run: async (_, deps) => {
    await deps.db.transaction((tx) => lapseDueAnswers(tx, deps.context()));
  },
});
