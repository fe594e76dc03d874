import { z } from "zod";
import { agentsToAsk, askForTaxForm } from "#app/domain/taxes/ask-for-tax-form.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Asks agents with earnings for tax forms that are missing or end soon, once a week. */
export const chaseTaxForms = defineJob({
  name: "chase-tax-forms",
  payload: z.object({}),
  run: async (_, deps) => {
    const context = deps.context();
    for (const agentId of await agentsToAsk(deps.db, context))
      await deps.db.transaction((tx) => askForTaxForm(tx, { agentId }, context));
  },
});
