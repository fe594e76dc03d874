import { z } from "zod";
import { importLogFlow } from "#app/domain/helpdesks/import-log-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const importHelpdeskLog = defineJob({
  name: "import-helpdesk-log",
  payload: z.object({ importId: z.uuid() }),
  run: ({ importId }, deps) => importLogFlow(deps.db, { importId }, deps.context()),
});
