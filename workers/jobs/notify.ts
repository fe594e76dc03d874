import { z } from "zod";
import { notifyFlow } from "#app/domain/notifications/notify-flow.server.ts";
import { intlLocale } from "#app/i18n/i18n.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { defineJob } from "../define-job.ts";

export const notify = defineJob({
  name: "notify",
  payload: z.object({ event: z.string(), seq: z.string().regex(/^\d+$/), payload: z.record(z.string(), z.unknown()) }),
  run: (event, { db, mail, now, publicUrl }) =>
    notifyFlow(db, mail, event, {
      now: now(),
      mailing: { publicUrl, translatorFor: translator },
      intlOf: (locale) => intlLocale[locale],
    }),
});
