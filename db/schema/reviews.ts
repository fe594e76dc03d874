import { sql } from "drizzle-orm";
import { check, index, pgTable, smallint, text, unique, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { agents } from "./agents.ts";
import { id, instant } from "./columns.ts";
import { contracts } from "./contracts.ts";

/** Stars and words of one side about the other, blind until both or 14 days. */
export const reviews = pgTable(
  "reviews",
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
    side: text("side", { enum: ["business", "agent"] }).notNull(),
    occasion: text("occasion", { enum: ["first-paid-week", "end"] }).notNull(),
    stars: smallint("stars").notNull(),
    words: text("words").notNull().default(""),
    writtenBy: uuid("written_by")
      .notNull()
      .references(() => users.id),
    writtenAt: instant("written_at").notNull(),
    revealedAt: instant("revealed_at"),
  },
  (t) => [
    unique("reviews_once").on(t.contractId, t.side, t.occasion),
    index("reviews_agent").on(t.agentId, t.side),
    index("reviews_business").on(t.businessId, t.side),
    check("reviews_stars", sql`${t.stars} between 1 and 5`),
  ],
);
