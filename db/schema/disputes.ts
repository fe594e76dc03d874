import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agents } from "./agents.ts";
import { currency, id, instant, minor, monday, oneOf } from "./columns.ts";
import { contracts } from "./contracts.ts";
import { segments } from "./diary.ts";
import { timesheets } from "./timesheets.ts";

export const disputeStates = ["open", "answered", "decided", "agreed", "withdrawn"] as const;

/** A claim of a business about named segments of one frozen week (product.md, "Disputes"). */
export const disputes = pgTable(
  "disputes",
  {
    id: id(),
    timesheetId: uuid("timesheet_id")
      .notNull()
      .references(() => timesheets.id),
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    state: text("state", { enum: disputeStates }).notNull().default("open"),
    reason: text("reason", { enum: ["not-worked", "wrong-work", "quality", "duplicate", "other"] }).notNull(),
    statement: text("statement").notNull(),
    /** Pay of the named segments, minor units, and what of it the decision gives back to the business. */
    claimed: minor("claimed").notNull(),
    upheld: minor("upheld"),
    currency: currency().notNull(),
    openedBy: uuid("opened_by")
      .notNull()
      .references(() => users.id),
    openedAt: instant("opened_at").notNull(),
    /** Three calendar days after opening. */
    answerDueAt: instant("answer_due_at").notNull(),
    answer: text("answer"),
    answeredBy: uuid("answered_by").references(() => users.id),
    answeredAt: instant("answered_at"),
    /** One business day (Monday to Friday, UTC) after the answer, or after its due time. */
    decisionDueAt: instant("decision_due_at").notNull(),
    decision: text("decision"),
    /** Given back to the card or as credit. */
    refundTo: text("refund_to", { enum: ["card", "credit"] }),
    /** Whether the agent repays what was already paid out; otherwise the platform bears it. */
    repays: boolean("repays").notNull().default(false),
    decidedBy: uuid("decided_by").references(() => users.id),
    decidedAt: instant("decided_at"),
  },
  (t) => [
    index("disputes_timesheet").on(t.timesheetId),
    index("disputes_business").on(t.businessId, t.state),
    index("disputes_agent").on(t.agentId, t.state),
    index("disputes_state").on(t.state, t.decisionDueAt),
    oneOf("disputes_state", t.state, disputeStates),
  ],
);

/** A segment is under at most one living dispute. */
export const disputeSegments = pgTable(
  "dispute_segments",
  {
    disputeId: uuid("dispute_id")
      .notNull()
      .references(() => disputes.id),
    segmentId: uuid("segment_id").notNull(),
    week: monday().notNull(),
    minutes: integer("minutes").notNull(),
    pay: minor("pay").notNull(),
    upheld: boolean("upheld"),
    /** False once the dispute was decided for the agent or withdrawn. */
    living: boolean("living").notNull().default(true),
  },
  (t) => [
    primaryKey({ columns: [t.disputeId, t.segmentId] }),
    foreignKey({
      name: "dispute_segments_segment",
      columns: [t.segmentId, t.week],
      foreignColumns: [segments.id, segments.week],
    }),
    uniqueIndex("dispute_segments_one_living").on(t.segmentId, t.week).where(sql`${t.living}`),
  ],
);
