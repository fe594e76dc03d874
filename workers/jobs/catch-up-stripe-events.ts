import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { accountsToWatch } from "#app/domain/payouts/payout-account.server.ts";
import { receive } from "#app/kernel/inbox.server.ts";
import { inbox } from "#db/schema/kernel.ts";
import { defineJob } from "#workers/define-job.ts";
import type { JobDeps } from "#workers/deps.ts";
import { handledTypes } from "#workers/stripe-events.ts";

/** A webhook lost this long before the newest event we know is still found. */
const OVERLAP_SECONDS = 24 * 3600;

/** Reads what a webhook may have lost from Stripe's own list of events: the platform's, and those of accounts where something is under way. */
export const catchUpStripeEvents = defineJob({
  name: "catch-up-stripe-events",
  payload: z.object({}),
  run: async (_payload, deps) => {
    await catchUp(deps, null);
    for (const account of await accountsToWatch(deps.db, deps.now())) await catchUp(deps, account);
  },
});

async function catchUp({ db, stripe, now }: JobDeps, account: string | null): Promise<void> {
  const scope = and(eq(inbox.source, "stripe"), account ? eq(inbox.account, account) : isNull(inbox.account));
  const [newest] = await db
    .select({ created: sql<string | null>`max((${inbox.payload}->>'created')::bigint)` })
    .from(inbox)
    .where(scope);
  const created = newest?.created ? { created: { gte: Number(newest.created) - OVERLAP_SECONDS } } : {};
  const events = await stripe.events
    .list({ types: handledTypes, limit: 100, ...created }, account ? { stripeAccount: account } : {})
    .autoPagingToArray({ limit: 10_000 });
  if (events.length === 0) return;
  const ids = events.map((event) => event.id);
  const known = new Set(
    (
      await db
        .select({ id: inbox.externalId })
        .from(inbox)
        .where(and(scope, inArray(inbox.externalId, ids)))
    ).map((row) => row.id),
  );
  for (const event of events.reverse().filter((one) => !known.has(one.id))) {
    const payload = event as unknown as Record<string, unknown>;
    const message = { source: "stripe", externalId: event.id, type: event.type, account, payload };
    await db.transaction((tx) => receive(tx, message, now()));
  }
}
