import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { users } from "./accounts.ts";
import { currency, id, instant, minor, oneOf } from "./columns.ts";

/** One comparison of Stripe's balance transactions with our postings, between two instants. */
export const reconciliationRuns = pgTable(
  "reconciliation_runs",
  {
    id: id(),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at").notNull(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
    /** Daily runs go on where the one before ended: its to-instant is the next one's from-instant. */
    daily: boolean("daily").notNull().default(false),
    /** Null for the nightly one. */
    startedBy: uuid("started_by").references(() => users.id),
    /** Balance transactions of Stripe read so far. */
    read: integer("read").notNull().default(0),
    matched: integer("matched").notNull().default(0),
    timing: integer("timing").notNull().default(0),
    breaks: integer("breaks").notNull().default(0),
    /** Real time up to which the ledger was read: what is posted later with an earlier moment belongs to the next daily run. */
    ledgerReadAt: instant("ledger_read_at"),
  },
  (t) => [uniqueIndex("reconciliation_runs_daily").on(t.fromAt).where(sql`${t.daily}`)],
);

export const breakClasses = ["matched", "timing", "amount", "missing-ours", "missing-theirs", "duplicate"] as const;

/** A balance transaction of Stripe and what we posted for it. */
export const reconciliationItems = pgTable(
  "reconciliation_items",
  {
    id: id(),
    runId: uuid("run_id")
      .notNull()
      .references(() => reconciliationRuns.id),
    rail: text("rail", { enum: ["a", "b"] })
      .notNull()
      .default("a"),
    class: text("class", { enum: breakClasses }).notNull(),
    sourceId: text("source_id").notNull(),
    balanceTransactionId: text("balance_transaction_id"),
    reportingCategory: text("reporting_category").notNull(),
    currency: currency().notNull(),
    theirs: minor("theirs"),
    ours: minor("ours"),
    occurredAt: instant("occurred_at").notNull(),
  },
  (t) => [
    index("reconciliation_items_run").on(t.runId, t.class),
    index("reconciliation_items_movement").on(t.balanceTransactionId),
  ],
);

export const caseStates = ["open", "resolved", "explained"] as const;

/** A break with an owner. It is closed only by a posting (resolved) or by a documented explanation, never by an edit; one that shows again opens again. */
export const reconciliationCases = pgTable(
  "reconciliation_cases",
  {
    id: id(),
    /** "{rail}:{class}:{source id}" */
    key: text("key").notNull().unique(),
    class: text("class", { enum: breakClasses }).notNull(),
    rail: text("rail", { enum: ["a", "b"] }).notNull(),
    sourceId: text("source_id").notNull(),
    balanceTransactionId: text("balance_transaction_id"),
    currency: currency().notNull(),
    theirs: minor("theirs"),
    ours: minor("ours"),
    occurredAt: instant("occurred_at").notNull(),
    firstRunId: uuid("first_run_id")
      .notNull()
      .references(() => reconciliationRuns.id),
    lastRunId: uuid("last_run_id")
      .notNull()
      .references(() => reconciliationRuns.id),
    openedAt: instant("opened_at").notNull(),
    ownerId: uuid("owner_id").references(() => users.id),
    state: text("state", { enum: caseStates }).notNull().default("open"),
    /** The posting that resolved it. */
    transactionId: uuid("transaction_id"),
    explanation: text("explanation").notNull().default(""),
    closedBy: uuid("closed_by").references(() => users.id),
    closedAt: instant("closed_at"),
  },
  (t) => [index("reconciliation_cases_state").on(t.state, t.openedAt), oneOf("reconciliation_cases_state", t.state, caseStates)],
);

export const caseNotes = pgTable(
  "reconciliation_case_notes",
  {
    id: id(),
    caseId: uuid("case_id")
      .notNull()
      .references(() => reconciliationCases.id),
    authorId: uuid("author_id").references(() => users.id),
    text: text("text").notNull(),
    writtenAt: instant("written_at").notNull(),
  },
  (t) => [index("reconciliation_case_notes_case").on(t.caseId, t.writtenAt)],
);
