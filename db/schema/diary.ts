import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, smallint, text, uuid } from "drizzle-orm/pg-core";
import { users } from "./accounts.ts";
import { agents } from "./agents.ts";
import { id, instant, monday, oneOf } from "./columns.ts";
import { contracts } from "./contracts.ts";

export const segmentKinds = ["tracked", "on-call", "in-queue", "manual"] as const;

/**
 * 1 to 10 whole minutes inside one ten-minute UTC slot. The id is made by the tracker, so a batch sent twice is stored once. No two living
 * segments of an agent overlap, over all contracts: an exclusion constraint written by hand in the migration.
 */
export const segments = pgTable(
  "segments",
  {
    id: id(),
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    week: monday().notNull(),
    startedAt: instant("started_at").notNull(),
    minutes: smallint("minutes").notNull(),
    endedAt: instant("ended_at").notNull(),
    kind: text("kind", { enum: segmentKinds }).notNull(),
    memo: text("memo").notNull().default(""),
    activeMinutes: smallint("active_minutes").notNull().default(0),
    overLimit: boolean("over_limit").notNull().default(false),
    source: text("source", { enum: ["web", "manual", "api"] })
      .notNull()
      .default("web"),
    device: text("device").notNull().default(""),
    receivedAt: instant("received_at").notNull(),
    deletedAt: instant("deleted_at"),
    deletedBy: uuid("deleted_by").references(() => users.id),
  },
  (t) => [
    index("segments_contract_week").on(t.contractId, t.week),
    index("segments_agent_started").on(t.agentId, t.startedAt),
    check("segments_minutes", sql`${t.minutes} between 1 and 10`),
    check("segments_length", sql`${t.endedAt} = ${t.startedAt} + make_interval(mins => ${t.minutes})`),
    check(
      "segments_one_slot",
      sql`floor(extract(epoch from ${t.startedAt}) / 600) = floor((extract(epoch from ${t.endedAt}) - 1) / 600)`,
    ),
    check("segments_active_minutes", sql`${t.activeMinutes} between 0 and ${t.minutes}`),
    oneOf("segments_kind", t.kind, segmentKinds),
  ],
);

/** What an agent's tracker is doing now; one row an agent, so "now working" can be shown live. */
export const trackerSessions = pgTable("tracker_sessions", {
  agentId: uuid("agent_id")
    .primaryKey()
    .references(() => agents.id),
  contractId: uuid("contract_id")
    .notNull()
    .references(() => contracts.id),
  mode: text("mode", { enum: ["tracked", "on-call", "in-queue"] }).notNull(),
  memo: text("memo").notNull().default(""),
  startedAt: instant("started_at").notNull(),
  recordedUntil: instant("recorded_until").notNull(),
  lastSeenAt: instant("last_seen_at").notNull(),
  minutes: integer("minutes").notNull().default(0),
});
