import { sql } from "drizzle-orm";
import { date, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agentTiers, channels } from "./agents.ts";
import { currency, id, instant, minor, oneOf, weekBits } from "./columns.ts";

export const roleStates = ["draft", "open", "paused", "filled", "closed"] as const;

/** A posted support role. Draft rows may be incomplete; opening validates the whole. */
export const roles = pgTable(
  "roles",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    state: text("state", { enum: roleStates }).notNull().default("draft"),
    title: text("title").notNull(),
    description: text("description").notNull().default(""),
    languages: jsonb("languages")
      .notNull()
      .default([])
      .$type<{ language: string; level: "A1" | "A2" | "B1" | "B2" | "C1" | "C2" }[]>(),
    tools: jsonb("tools").notNull().default([]).$type<{ tool: string; required: boolean }[]>(),
    channels: text("channels", { enum: channels }).array().notNull().default(sql`'{}'`),
    tier: text("tier", { enum: agentTiers }).notNull().default("L1"),
    headcount: integer("headcount").notNull().default(1),
    /** Other numbers of people at some hours (app/domain/roles/headcount.ts). */
    headcounts: jsonb("headcounts").notNull().default([]).$type<
      {
        people: number;
        days: "everyDay" | "weekdays" | "weekend" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
        from: number;
        to: number;
      }[]
    >(),
    maxRate: minor("max_rate"),
    currency: currency().notNull().default("USD"),
    weeklyLimitMinutes: integer("weekly_limit_minutes").notNull(),
    timeZone: text("time_zone").notNull(),
    coverage: weekBits("coverage").notNull(),
    minCoveragePercent: integer("min_coverage_percent").notNull().default(60),
    startsOn: date("starts_on", { mode: "string" }),
    endsOn: date("ends_on", { mode: "string" }),
    createdBy: uuid("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull(),
    openedAt: instant("opened_at"),
    closedAt: instant("closed_at"),
  },
  (t) => [
    index("roles_business").on(t.businessId, t.state),
    index("roles_open").on(t.openedAt).where(sql`${t.state} = 'open'`),
    oneOf("roles_state", t.state, roleStates),
  ],
);
