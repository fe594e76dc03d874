import { z } from "zod";
import { sendInvitationMailFlow } from "#app/domain/accounts/account-mails-flow.server.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { defineJob } from "../define-job.ts";

export const sendMemberInvitation = defineJob({
  name: "send-member-invitation",
  payload: z.object({ invitationId: z.uuid() }),
  run: (payload, { db, mail, publicUrl }) =>
    sendInvitationMailFlow(db, mail, payload, { publicUrl, translatorFor: translator, realNow: new Date() }),
});
