import { sql } from "drizzle-orm";
import { bigserial, boolean, date, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, oneOf } from "./columns.ts";

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
  (t) => [index("events_name").on(t.name, t.seq), index("events_unrelayed").on(t.seq).where(sql`${t.relayedAt} is null`)],
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

/** How far an outside system's own list of messages was read in whole: what a webhook lost before is found again, however long nobody read. */
export const inboxCursors = pgTable(
  "inbox_cursors",
  {
    source: text("source").notNull(),
    /** Empty for the platform itself. */
    account: text("account").notNull(),
    readUntil: instant("read_until").notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.account] })],
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

/** incomplete: every step was tried as often as the queue tries, and some are not done. */
export const runStates = ["running", "incomplete", "finished"] as const;

/** Progress of a long piece of work made of many small jobs: the close, the charges, the release and the pay day of a week. */
export const runs = pgTable(
  "runs",
  {
    /** "close-2026-11-09": what and which week. */
    id: text("id").primaryKey(),
    kind: text("kind").notNull(),
    week: date("week", { mode: "string" }).notNull(),
    state: text("state", { enum: runStates }).notNull().default("running"),
    /** How often it was started again for the steps that were not done. */
    attempt: integer("attempt").notNull().default(0),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (t) => [index("runs_week").on(t.week), oneOf("runs_state", t.state, runStates)],
);

/** One small job of a run; a row a thing, so that a job that runs twice counts once. */
export const runSteps = pgTable(
  "run_steps",
  {
    runId: text("run_id")
      .notNull()
      .references(() => runs.id),
    subjectId: text("subject_id").notNull(),
    doneAt: instant("done_at"),
    /** The last error, while it is not done. */
    error: text("error"),
    attempts: integer("attempts").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.runId, t.subjectId] })],
);
