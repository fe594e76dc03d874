import { sql } from "drizzle-orm";
import { boolean, check, date, index, integer, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agents, agentTiers } from "./agents.ts";
import { currency, id, instant, minor, monday, oneOf, weekBits } from "./columns.ts";
import { evidenceLevels, offers } from "./hiring.ts";
import { conversations } from "./messaging.ts";
import { roles } from "./roles.ts";

export const contractStates = ["active", "ended"] as const;

/** Terms frozen at acceptance. What an amendment changes (rate, tier, weekly limit) stands in contract_terms from its Monday on. */
export const contracts = pgTable(
  "contracts",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    roleId: uuid("role_id")
      .notNull()
      .references(() => roles.id),
    offerId: uuid("offer_id")
      .notNull()
      .unique()
      .references(() => offers.id),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    state: text("state", { enum: contractStates }).notNull().default("active"),
    title: text("title").notNull(),
    currency: currency().notNull(),
    feeBps: integer("fee_bps").notNull(),
    windows: weekBits("windows").notNull(),
    timeZone: text("time_zone").notNull(),
    manualTimeAllowed: boolean("manual_time_allowed").notNull(),
    /** A week is billed and charged when it is approved, at latest when its review is over (product.md, "The week"). */
    approvalFirst: boolean("approval_first").notNull().default(false),
    /** The one in force; the offer and accepted amendments say since when. */
    evidenceLevel: text("evidence_level", { enum: evidenceLevels }).notNull().default("tickets"),
    startsOn: date("starts_on", { mode: "string" }).notNull(),
    endsOn: date("ends_on", { mode: "string" }),
    acceptedAt: instant("accepted_at").notNull(),
    endedAt: instant("ended_at"),
    endedBy: uuid("ended_by").references(() => users.id),
    endReason: text("end_reason"),
  },
  (t) => [
    unique("contracts_id_agent").on(t.id, t.agentId),
    index("contracts_business").on(t.businessId, t.state),
    index("contracts_agent").on(t.agentId, t.state),
    oneOf("contracts_state", t.state, contractStates),
    oneOf("contracts_evidence_level", t.evidenceLevel, evidenceLevels),
  ],
);

/** The terms in force from a Monday on: the latest row whose week is not after the work's week. */
export const contractTerms = pgTable(
  "contract_terms",
  {
    id: id(),
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    fromWeek: monday("from_week").notNull(),
    hourlyRate: minor("hourly_rate").notNull(),
    tier: text("tier", { enum: agentTiers }).notNull(),
    weeklyLimitMinutes: integer("weekly_limit_minutes").notNull(),
    amendmentId: uuid("amendment_id"),
    recordedAt: instant("recorded_at").notNull(),
  },
  (t) => [
    index("contract_terms_contract").on(t.contractId, t.fromWeek),
    check("contract_terms_rate_positive", sql`${t.hourlyRate} > 0`),
  ],
);

export const amendmentStates = ["proposed", "accepted", "declined", "withdrawn"] as const;

/** A change that both sides accept. Rate and tier and a lower limit begin next Monday; a higher limit and another evidence level at once. */
export const amendments = pgTable(
  "amendments",
  {
    id: id(),
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    reason: text("reason", { enum: ["rate", "limit", "promotion", "evidence"] }).notNull(),
    state: text("state", { enum: amendmentStates }).notNull().default("proposed"),
    hourlyRate: minor("hourly_rate").notNull(),
    tier: text("tier", { enum: agentTiers }).notNull(),
    weeklyLimitMinutes: integer("weekly_limit_minutes").notNull(),
    /** Null where it stays as it is; a new one counts from the acceptance on. */
    evidenceLevel: text("evidence_level", { enum: evidenceLevels }),
    promotionId: uuid("promotion_id"),
    note: text("note").notNull().default(""),
    proposedBy: uuid("proposed_by").references(() => users.id),
    proposedAt: instant("proposed_at").notNull(),
    businessAcceptedBy: uuid("business_accepted_by").references(() => users.id),
    businessAcceptedAt: instant("business_accepted_at"),
    agentAcceptedAt: instant("agent_accepted_at"),
    answeredAt: instant("answered_at"),
    inForceFrom: monday("in_force_from"),
  },
  (t) => [
    index("amendments_contract").on(t.contractId, t.state),
    unique("amendments_promotion").on(t.promotionId),
    oneOf("amendments_state", t.state, amendmentStates),
  ],
);

/** While a pause lasts no time is worked on the contract: what begins inside it is refused as outside the contract. */
export const contractPauses = pgTable(
  "contract_pauses",
  {
    id: id(),
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    reason: text("reason", { enum: ["unpaid", "chargeback"] }).notNull(),
    pausedAt: instant("paused_at").notNull(),
    resumedAt: instant("resumed_at"),
  },
  (t) => [
    index("contract_pauses_contract").on(t.contractId, t.pausedAt),
    uniqueIndex("contract_pauses_one_open").on(t.contractId, t.reason).where(sql`${t.resumedAt} is null`),
  ],
);
