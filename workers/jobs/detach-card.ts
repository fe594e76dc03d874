import { z } from "zod";
import { detachCardFlow } from "#app/domain/billing/start-card-setup-flow.server.ts";
import { defineJob } from "#workers/define-job.ts";

export const detachCard = defineJob({
  name: "detach-card",
  payload: z.object({ paymentMethodId: z.uuid() }),
  run: ({ paymentMethodId }, deps) => detachCardFlow(deps.db, deps.stripe, { paymentMethodId }, deps.context()),
});
