import { boolean, foreignKey, index, integer, pgTable, primaryKey, smallint, text, unique, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agents } from "./agents.ts";
import { currency, id, instant, minor, monday, oneOf } from "./columns.ts";
import { contracts } from "./contracts.ts";
import { segments } from "./diary.ts";

export const timesheetStates = ["inReview", "approved", "disputed"] as const;

/**
 * A contract-week, made when the week is frozen at its close; until then the diary itself is the week. Part 0 is what the close found. What was
 * approved after it (late arrivals, time added by an amendment) is a part of its own, 1, 2 ..., frozen and billed at a later close.
 */
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
    part: smallint("part").notNull().default(0),
    /** The week whose close bills it: its own for part 0, a later one for the others. Its clocks are those of this week. */
    billWeek: monday("bill_week").notNull(),
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
    unique("timesheets_contract_week").on(t.contractId, t.week, t.part),
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

export const lateTimeStates = ["waiting", "approved", "declined", "contested", "refused"] as const;

/**
 * Segments that came after the close of their week, or that both sides agreed to add to it: what the business says about them, and the part of the
 * week that pays them.
 */
export const lateTimes = pgTable(
  "late_times",
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
    /** The week in which it was worked. */
    week: monday().notNull(),
    state: text("state", { enum: lateTimeStates }).notNull().default("waiting"),
    minutes: integer("minutes").notNull(),
    arrivedAt: instant("arrived_at").notNull(),
    /** Three days after it arrived; silence until then approves. */
    decideUntil: instant("decide_until").notNull(),
    decidedAt: instant("decided_at"),
    /** Null when silence approved it. */
    decidedBy: uuid("decided_by").references(() => users.id),
    /** Why it was declined. */
    reason: text("reason"),
    /** The agent's words to the mediator. */
    statement: text("statement"),
    contestedAt: instant("contested_at"),
    ruling: text("ruling"),
    ruledBy: uuid("ruled_by").references(() => users.id),
    ruledAt: instant("ruled_at"),
    /** The part of the week that pays it, made at the close after it was approved. */
    timesheetId: uuid("timesheet_id").references(() => timesheets.id),
  },
  (t) => [
    index("late_times_contract").on(t.contractId, t.week),
    index("late_times_business").on(t.businessId, t.state),
    index("late_times_state").on(t.state, t.decideUntil),
    index("late_times_timesheet").on(t.timesheetId),
    oneOf("late_times_state", t.state, lateTimeStates),
  ],
);

export const lateTimeSegments = pgTable(
  "late_time_segments",
  {
    segmentId: uuid("segment_id").notNull(),
    week: monday().notNull(),
    lateTimeId: uuid("late_time_id")
      .notNull()
      .references(() => lateTimes.id),
    minutes: integer("minutes").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.segmentId, t.week] }),
    foreignKey({
      name: "late_time_segments_segment",
      columns: [t.segmentId, t.week],
      foreignColumns: [segments.id, segments.week],
    }),
    index("late_time_segments_late_time").on(t.lateTimeId),
  ],
);

export const weekChangeKinds = ["takeOut", "addTime"] as const;
export const weekChangeStates = ["proposed", "accepted", "declined", "withdrawn"] as const;

/** An amendment of a closed week: proposed by one side, in force when the other accepts, carried out at the next close; the week itself stays. */
export const weekChanges = pgTable(
  "week_changes",
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
    week: monday().notNull(),
    kind: text("kind", { enum: weekChangeKinds }).notNull(),
    state: text("state", { enum: weekChangeStates }).notNull().default("proposed"),
    minutes: integer("minutes").notNull(),
    reason: text("reason").notNull(),
    /** What is added: UTC instants inside the week; null when segments are taken out. */
    fromAt: instant("from_at"),
    toAt: instant("to_at"),
    proposedSide: text("proposed_side", { enum: ["agent", "business"] }).notNull(),
    proposedBy: uuid("proposed_by")
      .notNull()
      .references(() => users.id),
    proposedAt: instant("proposed_at").notNull(),
    answeredBy: uuid("answered_by").references(() => users.id),
    answeredAt: instant("answered_at"),
    answer: text("answer"),
    /** The added time, once accepted. */
    lateTimeId: uuid("late_time_id").references(() => lateTimes.id),
    /** When the pay of what was taken out went back, and how much of it (minor units). */
    carriedOutAt: instant("carried_out_at"),
    givenBack: minor("given_back"),
  },
  (t) => [
    index("week_changes_timesheet").on(t.timesheetId),
    index("week_changes_business").on(t.businessId, t.state),
    index("week_changes_agent").on(t.agentId, t.state),
    oneOf("week_changes_kind", t.kind, weekChangeKinds),
    oneOf("week_changes_state", t.state, weekChangeStates),
  ],
);

/** The segments that an amendment takes out. */
export const weekChangeSegments = pgTable(
  "week_change_segments",
  {
    weekChangeId: uuid("week_change_id")
      .notNull()
      .references(() => weekChanges.id),
    segmentId: uuid("segment_id").notNull(),
    week: monday().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.weekChangeId, t.segmentId] }),
    foreignKey({
      name: "week_change_segments_segment",
      columns: [t.segmentId, t.week],
      foreignColumns: [segments.id, segments.week],
    }),
    index("week_change_segments_segment_id").on(t.segmentId),
  ],
);

/** A question of the business about named segments of a closed week, and what was said about it. It stops nothing: silence still approves. */
export const weekQuestions = pgTable(
  "week_questions",
  {
    id: id(),
    timesheetId: uuid("timesheet_id")
      .notNull()
      .references(() => timesheets.id),
    /** Whether the agent's words are the last. */
    answered: boolean("answered").notNull().default(false),
    askedAt: instant("asked_at").notNull(),
  },
  (t) => [index("week_questions_timesheet").on(t.timesheetId)],
);

export const weekQuestionSegments = pgTable(
  "week_question_segments",
  {
    questionId: uuid("question_id")
      .notNull()
      .references(() => weekQuestions.id),
    segmentId: uuid("segment_id").notNull(),
    week: monday().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.questionId, t.segmentId] }),
    foreignKey({
      name: "week_question_segments_segment",
      columns: [t.segmentId, t.week],
      foreignColumns: [segments.id, segments.week],
    }),
  ],
);

export const weekQuestionWords = pgTable(
  "week_question_words",
  {
    id: id(),
    questionId: uuid("question_id")
      .notNull()
      .references(() => weekQuestions.id),
    side: text("side", { enum: ["agent", "business"] }).notNull(),
    authorId: uuid("author_id")
      .notNull()
      .references(() => users.id),
    words: text("words").notNull(),
    writtenAt: instant("written_at").notNull(),
  },
  (t) => [index("week_question_words_question").on(t.questionId)],
);
