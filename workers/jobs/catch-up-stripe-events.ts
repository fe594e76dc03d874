import { and, eq, inArray, isNull, type SQL } from "drizzle-orm";
import type Stripe from "stripe";
import { z } from "zod";
import { accountsToWatch } from "#app/domain/payouts/payout-account.server.ts";
import { markRead, readUntil, receive } from "#app/kernel/inbox.server.ts";
import { inbox } from "#db/schema/kernel.ts";
import { defineJob } from "#workers/define-job.ts";
import type { JobDeps } from "#workers/deps.ts";
import { handledThinTypes, handledTypes } from "#workers/stripe-events.ts";

/** Stripe's list may lag behind its clock, and ours behind Stripe's: so much is read twice. */
const OVERLAP_SECONDS = 3600;

/** docs.stripe.com/api/events/list: "up to 20 strings". */
const MOST_TYPES = 20;

/** Reads what a webhook may have lost from Stripe's own list of events: the platform's, and those of accounts where something is under way. */
export const catchUpStripeEvents = defineJob({
  name: "catch-up-stripe-events",
  payload: z.object({}),
  run: async (_payload, deps) => {
    await catchUp(deps, null);
    for (const account of await accountsToWatch(deps.db, deps.now())) await catchUp(deps, account);
    await catchUpThin(deps);
  },
});

async function catchUp({ db, stripe, now }: JobDeps, account: string | null): Promise<void> {
  const scope = and(eq(inbox.source, "stripe"), account ? eq(inbox.account, account) : isNull(inbox.account));
  const began = now();
  const since = await readUntil(db, "stripe", account);
  const created = since ? { created: { gte: secondsOf(since) } } : {};
  const events: Stripe.Event[] = [];
  for (let i = 0; i < handledTypes.length; i += MOST_TYPES) {
    const asked = { types: handledTypes.slice(i, i + MOST_TYPES), limit: 100, ...created };
    for await (const event of stripe.events.list(asked, account ? { stripeAccount: account } : {})) events.push(event);
  }
  events.sort((a, b) => b.created - a.created);
  const known = await knownOf(
    db,
    scope,
    events.map((event) => event.id),
  );
  for (const event of events.reverse().filter((one) => !known.has(one.id))) {
    const payload = event as unknown as Record<string, unknown>;
    const message = { source: "stripe", externalId: event.id, type: event.type, account, payload };
    await db.transaction((tx) => receive(tx, message, now()));
  }
  await db.transaction((tx) => markRead(tx, "stripe", account, began));
}

const secondsOf = (readUntilThen: Date) => Math.floor(readUntilThen.getTime() / 1000) - OVERLAP_SECONDS;

/** Thin events are all in the platform's own list, those about recipients too. */
async function catchUpThin({ db, stripe, now }: JobDeps): Promise<void> {
  const scope = eq(inbox.source, "stripe-v2");
  const began = now();
  const before = await readUntil(db, "stripe-v2", null);
  const since = before ? secondsOf(before) : 0;
  const events: Stripe.V2.Core.Event[] = [];
  for await (const event of stripe.v2.core.events.list({ types: handledThinTypes, created: { gte: since }, limit: 100 }))
    events.push(event);
  const known = await knownOf(
    db,
    scope,
    events.map((event) => event.id),
  );
  for (const event of events.reverse().filter((one) => !known.has(one.id))) {
    const payload = JSON.parse(JSON.stringify(event)) as Record<string, unknown>;
    const related = payload.related_object as { id?: string } | undefined;
    const message = { source: "stripe-v2", externalId: event.id, type: event.type, account: related?.id ?? null, payload };
    await db.transaction((tx) => receive(tx, message, now()));
  }
  await db.transaction((tx) => markRead(tx, "stripe-v2", null, began));
}

async function knownOf(db: JobDeps["db"], scope: SQL | undefined, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .select({ id: inbox.externalId })
    .from(inbox)
    .where(and(scope, inArray(inbox.externalId, ids)));
  return new Set(rows.map((row) => row.id));
}
