import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { users } from "./accounts.ts";
import { currency, instant, minor, oneOf, weekBits } from "./columns.ts";

export const cefrLevels = ["A1", "A2", "B1", "B2", "C1", "C2"] as const;
export const channels = ["email", "chat", "phone", "social"] as const;
export const agentTiers = ["L1", "L2", "L3"] as const;

/** A freelancer; the id is the user's. Rating, committed hours and payable arrive as events of later modules. */
export const agents = pgTable(
  "agents",
  {
    id: uuid("id")
      .primaryKey()
      .references(() => users.id),
    headline: text("headline").notNull().default(""),
    about: text("about").notNull().default(""),
    country: text("country").notNull(),
    timeZone: text("time_zone").notNull(),
    availability: weekBits("availability").notNull(),
    committed: weekBits("committed").notNull(),
    hourlyRate: minor("hourly_rate").notNull(),
    currency: currency().notNull(),
    channels: text("channels", { enum: channels }).array().notNull().default(sql`'{}'`),
    tier: text("tier", { enum: agentTiers }).notNull().default("L1"),
    open: boolean("open").notNull().default(true),
    payable: boolean("payable").notNull().default(false),
    ratingMilli: integer("rating_milli").notNull().default(4500),
    ratingCount: integer("rating_count").notNull().default(0),
    completedAt: instant("completed_at"),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    check("agents_rate_positive", sql`${t.hourlyRate} > 0`),
    oneOf("agents_tier", t.tier, agentTiers),
    index("agents_country").on(t.country),
    // Lists without words: the best rated first.
    index("agents_rating").on(t.ratingMilli.desc(), t.id),
  ],
);

export const agentLanguages = pgTable(
  "agent_languages",
  {
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    language: text("language").notNull(),
    level: text("level", { enum: cefrLevels }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.agentId, t.language] }), oneOf("agent_languages_level", t.level, cefrLevels)],
);

/** `level` 1 (knows it) to 5 (could teach it). */
export const agentTools = pgTable(
  "agent_tools",
  {
    agentId: uuid("agent_id")
      .notNull()
      .references(() => agents.id),
    tool: text("tool").notNull(),
    level: smallint("level").notNull(),
  },
  (t) => [primaryKey({ columns: [t.agentId, t.tool] }), check("agent_tools_level", sql`${t.level} between 1 and 5`)],
);
