import { z } from "zod";
import { mailDiaryHeadsFlow } from "#app/domain/notifications/mail-diary-heads-flow.server.ts";
import { wordsOf } from "#app/i18n/words.server.ts";
import { defineJob } from "#workers/define-job.ts";

/** Daily: the newest hash of each diary chain that grew, to both sides of its contract. */
export const mailDiaryHeads = defineJob({
  name: "mail-diary-heads",
  payload: z.object({}),
  run: (_payload, { db, mail, now, publicUrl }) => mailDiaryHeadsFlow(db, mail, { now: now(), publicUrl, wordsOf }),
});
