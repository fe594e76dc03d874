import { z } from "zod";
import { sendResetMailFlow } from "#app/domain/accounts/account-mails-flow.server.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { defineJob } from "../define-job.ts";

export const sendResetMail = defineJob({
  name: "send-reset-mail",
  payload: z.object({ userId: z.uuid() }),
  run: (payload, { db, mail, publicUrl }) =>
    sendResetMailFlow(db, mail, payload, { publicUrl, translatorFor: translator, realNow: new Date() }),
});
