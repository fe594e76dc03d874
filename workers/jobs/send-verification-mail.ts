import { z } from "zod";
import { sendVerificationMailFlow } from "#app/domain/accounts/account-mails-flow.server.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { defineJob } from "../define-job.ts";

export const sendVerificationMail = defineJob({
  name: "send-verification-mail",
  payload: z.object({ userId: z.uuid() }),
  run: (payload, { db, mail, publicUrl }) =>
    sendVerificationMailFlow(db, mail, payload, { publicUrl, translatorFor: translator, realNow: new Date() }),
});
