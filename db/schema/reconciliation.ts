import { index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { users } from "./accounts.ts";
import { currency, id, instant, minor } from "./columns.ts";

/** One comparison of Stripe's balance transactions with our postings, between two instants. */
export const reconciliationRuns = pgTable("reconciliation_runs", {
  id: id(),
  fromAt: instant("from_at").notNull(),
  toAt: instant("to_at").notNull(),
  startedAt: instant("started_at").notNull(),
  finishedAt: instant("finished_at"),
  /** Null for the nightly one. */
  startedBy: uuid("started_by").references(() => users.id),
  /** Balance transactions of Stripe read so far. */
  read: integer("read").notNull().default(0),
  matched: integer("matched").notNull().default(0),
  timing: integer("timing").notNull().default(0),
  breaks: integer("breaks").notNull().default(0),
});

export const breakClasses = ["matched", "timing", "amount", "missing-ours", "missing-theirs", "duplicate"] as const;

/** A balance transaction of Stripe and what we posted for it. */
export const reconciliationItems = pgTable(
  "reconciliation_items",
  {
    id: id(),
    runId: uuid("run_id")
      .notNull()
      .references(() => reconciliationRuns.id),
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
