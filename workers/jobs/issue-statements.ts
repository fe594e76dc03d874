import { z } from "zod";
import { issueStatement, withoutStatement } from "#app/domain/payouts/issue-statement.server.ts";
import { monthBefore } from "#app/domain/payouts/statement.ts";
import { defineJob } from "#workers/define-job.ts";

/** Daily: each agent's statement of the month that is over, once; what an outage left out is made up the day after. */
export const issueStatements = defineJob({
  name: "issue-statements",
  payload: z.object({}),
  run: async (_payload, deps) => {
    const month = monthBefore(deps.now());
    for (const agentId of await withoutStatement(deps.db, month))
      await deps.db.transaction((tx) => issueStatement(tx, { agentId, month }, deps.context()));
  },
});
