import { z } from "zod";
import { mailStatementFlow } from "#app/domain/notifications/mail-statement-flow.server.ts";
import { wordsOf } from "#app/i18n/words.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const mailStatement = defineJob({
  name: "mail-statement",
  payload: z.object({ statementId: z.uuid() }),
  run: ({ statementId }, { db, mail, now, publicUrl }) =>
    mailStatementFlow(db, mail, { statementId }, { now: now(), publicUrl, wordsOf }),
});
