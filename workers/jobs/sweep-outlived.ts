import { z } from "zod";
import { sweepImports } from "#app/domain/helpdesks/sweep-imports.server.ts";
import { sweepNotifications } from "#app/domain/notifications/sweep-notifications.server.ts";
import { emptyHandledMessages } from "#app/kernel/inbox.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Nightly: what has outlived what it was kept for goes (decision 034 has the table). */
export const sweepOutlived = defineJob({
  name: "sweep-outlived",
  payload: z.object({}),
  run: async (_, deps) => {
    await deps.db.transaction((tx) => sweepNotifications(tx, deps.context()));
    await deps.db.transaction((tx) => sweepImports(tx, deps.context()));
    await deps.db.transaction((tx) => emptyHandledMessages(tx, deps.now()));
  },
});
