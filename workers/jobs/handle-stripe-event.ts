import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { takeFromInbox } from "#app/kernel/inbox.server.ts";
import { inbox } from "#db/schema/kernel.ts";
import { defineJob } from "#workers/define-job.ts";
import { actOnStripeEvent } from "#workers/stripe-events.ts";

/** Works on a stored event of Stripe, then marks it; killed in between it works again, and every step it takes is safe twice. */
export const handleStripeEvent = defineJob({
  name: "handle-stripe-event",
  payload: z.object({ source: z.string(), externalId: z.string() }),
  run: async ({ source, externalId }, deps) => {
    const [message] = await deps.db
      .select()
      .from(inbox)
      .where(and(eq(inbox.source, source), eq(inbox.externalId, externalId), isNull(inbox.handledAt)));
    if (!message) return;
    await actOnStripeEvent(deps, message);
    await deps.db.transaction((tx) => takeFromInbox(tx, source, externalId, deps.now()));
  },
});
