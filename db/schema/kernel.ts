import { bigserial, boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Outbox: what happened, recorded in the transaction that made it happen, relayed to the queue in order. */
export const events = pgTable(
  "events",
  {
    seq: bigserial("seq", { mode: "bigint" }).primaryKey(),
    name: text("name").notNull(),
    payload: jsonb("payload").notNull().$type<Record<string, unknown>>(),
    actorId: uuid("actor_id"),
    occurredAt: instant("occurred_at").notNull(),
    relayedAt: instant("relayed_at"),
  },
  (t) => [index("events_name").on(t.name, t.seq)],
);

/** Inbox: what an outside system told us, stored once by its own event id, worked on later. */
export const inbox = pgTable(
  "inbox",
  {
    source: text("source").notNull(),
    externalId: text("external_id").notNull(),
    type: text("type").notNull(),
    account: text("account"),
    payload: jsonb("payload").notNull().$type<Record<string, unknown>>(),
    receivedAt: instant("received_at").notNull(),
    handledAt: instant("handled_at"),
  },
  (t) => [primaryKey({ columns: [t.source, t.externalId] })],
);

/** One row: how far the business clock runs ahead of real time, and where the demo asked it to go (demo mode; otherwise zero and null). */
export const businessClock = pgTable("business_clock", {
  only: boolean("only").primaryKey().default(true),
  offsetSeconds: integer("offset_seconds").notNull().default(0),
  targetAt: instant("target_at"),
});

/** The last occurrence of each recurring job that was handed to the queue, so that none is skipped while the product was down. */
export const scheduleRuns = pgTable("schedule_runs", {
  name: text("name").primaryKey(),
  lastDueAt: instant("last_due_at").notNull(),
});
