import { z } from "zod";
import { mailDocumentsFlow } from "#app/domain/notifications/mail-documents-flow.server.ts";
import { wordsOf } from "#app/i18n/words.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** A bill was closed or a credit note issued: its documents go out as PDFs. */
export const mailDocuments = defineJob({
  name: "mail-documents",
  payload: z.object({ billId: z.uuid() }),
  run: ({ billId }, { db, mail, now, publicUrl }) => mailDocumentsFlow(db, mail, { billId }, { now: now(), publicUrl, wordsOf }),
});
