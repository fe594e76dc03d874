import { index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agents, agentTiers } from "./agents.ts";
import { currency, id, instant, minor, monday } from "./columns.ts";

/** What a manager measured of an agent on a contract: QA score 0-100, work sample passed or not. `contractId` belongs to a later module. */
export const tierEvidence = pgTable(
  "tier_evidence",
  {
    id: id(),
    contractId: uuid("contract_id").notNull(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    kind: text("kind", { enum: ["qa-score", "work-sample"] }).notNull(),
    score: integer("score").notNull(),
    note: text("note").notNull().default(""),
    enteredBy: uuid("entered_by")
      .notNull()
      .references(() => users.id),
    enteredAt: instant("entered_at").notNull(),
  },
  (t) => [index("tier_evidence_contract").on(t.contractId, t.kind, t.enteredAt)],
);

export const promotionStates = ["proposed", "approved", "declined", "inForce", "refused"] as const;

/** A proposal of the system, the facts and the rule version it was made from, and what a person decided. */
export const promotions = pgTable(
  "promotions",
  {
    id: id(),
    contractId: uuid("contract_id").notNull(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    state: text("state", { enum: promotionStates }).notNull().default("proposed"),
    fromTier: text("from_tier", { enum: agentTiers }).notNull(),
    toTier: text("to_tier", { enum: agentTiers }).notNull(),
    barVersion: integer("bar_version").notNull(),
    facts: jsonb("facts").notNull().$type<Record<string, unknown>>(),
    verdict: jsonb("verdict").notNull().$type<Record<string, unknown>>(),
    proposedWeek: monday("proposed_week").notNull(),
    proposedAt: instant("proposed_at").notNull(),
    newRate: minor("new_rate"),
    currency: currency(),
    reason: text("reason"),
    decidedBy: uuid("decided_by").references(() => users.id),
    decidedAt: instant("decided_at"),
    amendmentId: uuid("amendment_id"),
    reply: text("reply"),
    repliedAt: instant("replied_at"),
    inForceFrom: monday("in_force_from"),
  },
  (t) => [
    index("promotions_business").on(t.businessId, t.state),
    index("promotions_agent").on(t.agentId),
    unique("promotions_once_a_week").on(t.contractId, t.toTier, t.proposedWeek),
  ],
);
