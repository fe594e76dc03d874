import { foreignKey, index, integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agents } from "./agents.ts";
import { currency, id, instant, minor, monday, oneOf } from "./columns.ts";
import { contracts } from "./contracts.ts";
import { segments } from "./diary.ts";

export const timesheetStates = ["inReview", "approved", "disputed"] as const;

/** A contract-week, made when the week is frozen at its close. Until then the diary itself is the week. */
export const timesheets = pgTable(
  "timesheets",
  {
    id: id(),
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    week: monday().notNull(),
    state: text("state", { enum: timesheetStates }).notNull().default("inReview"),
    minutes: integer("minutes").notNull(),
    overLimitMinutes: integer("over_limit_minutes").notNull().default(0),
    hourlyRate: minor("hourly_rate").notNull(),
    currency: currency().notNull(),
    pay: minor("pay").notNull(),
    feeBps: integer("fee_bps").notNull(),
    fee: minor("fee").notNull(),
    frozenAt: instant("frozen_at").notNull(),
    reviewUntil: instant("review_until").notNull(),
    availableAt: instant("available_at").notNull(),
    approvedAt: instant("approved_at"),
    approvedBy: uuid("approved_by").references(() => users.id),
    lapsedAt: instant("lapsed_at"),
    note: text("note"),
  },
  (t) => [
    unique("timesheets_contract_week").on(t.contractId, t.week),
    index("timesheets_business").on(t.businessId, t.week),
    index("timesheets_agent").on(t.agentId, t.week),
    index("timesheets_state").on(t.state, t.reviewUntil),
    oneOf("timesheets_state", t.state, timesheetStates),
  ],
);

/** The segments that a frozen week pays, each with its share of the pay (largest remainder in order of start). */
export const timesheetSegments = pgTable(
  "timesheet_segments",
  {
    segmentId: uuid("segment_id").notNull(),
    /** The segment's own week: half of its key. */
    week: monday().notNull(),
    timesheetId: uuid("timesheet_id")
      .notNull()
      .references(() => timesheets.id),
    minutes: integer("minutes").notNull(),
    pay: minor("pay").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.segmentId, t.week] }),
    foreignKey({
      name: "timesheet_segments_segment",
      columns: [t.segmentId, t.week],
      foreignColumns: [segments.id, segments.week],
    }),
    index("timesheet_segments_timesheet").on(t.timesheetId),
  ],
);
