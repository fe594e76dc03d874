import { sql } from "drizzle-orm";
import { boolean, date, index, integer, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agents, agentTiers } from "./agents.ts";
import { currency, id, instant, minor, oneOf, weekBits } from "./columns.ts";
import { conversations } from "./messaging.ts";
import { roles } from "./roles.ts";

export const applicationStates = ["invited", "applied", "shortlisted", "offered", "hired", "declined", "withdrawn"] as const;

/** One agent and one role: begun by the business's invitation or the agent's application. */
export const applications = pgTable(
  "applications",
  {
    id: id(),
    roleId: uuid("role_id")
      .notNull()
      .references(() => roles.id),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    origin: text("origin", { enum: ["invitation", "application"] }).notNull(),
    state: text("state", { enum: applicationStates }).notNull(),
    note: text("note").notNull().default(""),
    createdAt: instant("created_at").notNull(),
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [
    unique("applications_once").on(t.roleId, t.agentId),
    index("applications_agent").on(t.agentId, t.state),
    index("applications_business").on(t.businessId, t.state),
    index("applications_conversation").on(t.conversationId),
    oneOf("applications_state", t.state, applicationStates),
  ],
);

/** What is recorded beside the segments (app/domain/hiring/evidence-level.ts). */
export const evidenceLevels = ["none", "tickets", "blurred", "pictures"] as const;
export const offerStates = ["sent", "accepted", "declined", "withdrawn", "expired"] as const;

/** Terms a business proposes; frozen into the contract when accepted. */
export const offers = pgTable(
  "offers",
  {
    id: id(),
    applicationId: uuid("application_id")
      .notNull()
      .references(() => applications.id),
    roleId: uuid("role_id")
      .notNull()
      .references(() => roles.id),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    state: text("state", { enum: offerStates }).notNull().default("sent"),
    title: text("title").notNull(),
    hourlyRate: minor("hourly_rate").notNull(),
    currency: currency().notNull(),
    tier: text("tier", { enum: agentTiers }).notNull(),
    weeklyLimitMinutes: integer("weekly_limit_minutes").notNull(),
    windows: weekBits("windows").notNull(),
    timeZone: text("time_zone").notNull(),
    manualTimeAllowed: boolean("manual_time_allowed").notNull().default(false),
    approvalFirst: boolean("approval_first").notNull().default(false),
    evidenceLevel: text("evidence_level", { enum: evidenceLevels }).notNull().default("tickets"),
    startsOn: date("starts_on", { mode: "string" }).notNull(),
    endsOn: date("ends_on", { mode: "string" }),
    message: text("message").notNull().default(""),
    sentBy: uuid("sent_by")
      .notNull()
      .references(() => users.id),
    sentAt: instant("sent_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    answeredAt: instant("answered_at"),
  },
  (t) => [
    index("offers_agent").on(t.agentId, t.state),
    index("offers_business").on(t.businessId, t.state),
    uniqueIndex("offers_one_open").on(t.applicationId).where(sql`${t.state} = 'sent'`),
    oneOf("offers_state", t.state, offerStates),
    oneOf("offers_evidence_level", t.evidenceLevel, evidenceLevels),
  ],
);
