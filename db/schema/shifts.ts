import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agents } from "./agents.ts";
import { id, instant, monday, oneOf } from "./columns.ts";
import { contracts } from "./contracts.ts";
import { roles } from "./roles.ts";

export const shiftStates = ["draft", "published", "open", "cancelled"] as const;

/**
 * A stretch of planned coverage: whole half-hours of UTC inside one UTC week. Drafts bind nobody. An open one has nobody yet: offered, or
 * given back. That a person has one published shift at a time, over all businesses, and one draft or shift at a time with a business, are
 * exclusion constraints written by hand in the migration; they are checked at the end of a statement, so that a swap is one statement.
 */
export const shifts = pgTable(
  "shifts",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    roleId: uuid("role_id")
      .notNull()
      .references(() => roles.id),
    /** Who works it, through which contract; both null while it is open. */
    contractId: uuid("contract_id").references(() => contracts.id),
    agentId: uuid("agent_id").references(() => agents.id),
    week: monday().notNull(),
    startsAt: instant("starts_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    state: text("state", { enum: shiftStates }).notNull().default("draft"),
    note: text("note").notNull().default(""),
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: instant("created_at").notNull(),
    publishedAt: instant("published_at"),
    cancelledAt: instant("cancelled_at"),
  },
  (t) => [
    index("shifts_business_week").on(t.businessId, t.week),
    index("shifts_contract_week").on(t.contractId, t.week),
    index("shifts_agent_week").on(t.agentId, t.week),
    index("shifts_open").on(t.roleId, t.startsAt).where(sql`${t.state} = 'open'`),
    check(
      "shifts_half_hours",
      sql`extract(epoch from ${t.startsAt})::bigint % 1800 = 0 and extract(epoch from ${t.endsAt})::bigint % 1800 = 0 and ${t.endsAt} > ${t.startsAt}`,
    ),
    check(
      "shifts_one_week",
      sql`(${t.startsAt} at time zone 'UTC') >= ${t.week} and (${t.endsAt} at time zone 'UTC') <= ${t.week} + 7`,
    ),
    check(
      "shifts_holder",
      sql`(${t.contractId} is null) = (${t.agentId} is null) and case ${t.state} when 'open' then ${t.agentId} is null when 'cancelled' then true else ${t.agentId} is not null end`,
    ),
    oneOf("shifts_state", t.state, shiftStates),
  ],
);

export const shiftMoves = pgTable(
  "shift_moves",
  {
    id: id(),
    shiftId: uuid("shift_id")
      .notNull()
      .references(() => shifts.id, { onDelete: "cascade" }),
    move: text("move", {
      enum: ["published", "offered", "changed", "released", "claimed", "swapped", "cancelled"],
    }).notNull(),
    fromContractId: uuid("from_contract_id").references(() => contracts.id),
    toContractId: uuid("to_contract_id").references(() => contracts.id),
    /** Null for the system. */
    actorId: uuid("actor_id").references(() => users.id),
    note: text("note").notNull().default(""),
    at: instant("at").notNull(),
  },
  (t) => [index("shift_moves_shift").on(t.shiftId, t.at)],
);

export const swapStates = ["offered", "agreed", "done", "declined", "withdrawn", "refused", "lapsed"] as const;

/** One agent offers a shift to a colleague of the same role, as a present or for one of theirs. */
export const shiftSwaps = pgTable(
  "shift_swaps",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    shiftId: uuid("shift_id")
      .notNull()
      .references(() => shifts.id),
    returnShiftId: uuid("return_shift_id").references(() => shifts.id),
    fromContractId: uuid("from_contract_id")
      .notNull()
      .references(() => contracts.id),
    fromAgentId: uuid("from_agent_id")
      .notNull()
      .references(() => agents.id),
    toContractId: uuid("to_contract_id")
      .notNull()
      .references(() => contracts.id),
    toAgentId: uuid("to_agent_id")
      .notNull()
      .references(() => agents.id),
    state: text("state", { enum: swapStates }).notNull().default("offered"),
    note: text("note").notNull().default(""),
    offeredAt: instant("offered_at").notNull(),
    answeredAt: instant("answered_at"),
    decidedBy: uuid("decided_by").references(() => users.id),
    decidedAt: instant("decided_at"),
  },
  (t) => [
    index("shift_swaps_business").on(t.businessId, t.state),
    index("shift_swaps_to").on(t.toAgentId, t.state),
    index("shift_swaps_from").on(t.fromAgentId, t.state),
    index("shift_swaps_return").on(t.returnShiftId),
    uniqueIndex("shift_swaps_one_waiting").on(t.shiftId).where(sql`${t.state} in ('offered', 'agreed')`),
    oneOf("shift_swaps_state", t.state, swapStates),
  ],
);

/** How a business wants its shifts run; without a row, as the defaults say. */
export const shiftSettings = pgTable("shift_settings", {
  businessId: uuid("business_id")
    .primaryKey()
    .references(() => businesses.id),
  swapsNeedApproval: boolean("swaps_need_approval").notNull().default(false),
});
