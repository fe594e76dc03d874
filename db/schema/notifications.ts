import { index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { users } from "./accounts.ts";
import { id, instant } from "./columns.ts";
import { contracts } from "./contracts.ts";

/** What reaches a person in the product and by mail; `key` makes twice once. */
export const notifications = pgTable(
  "notifications",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    key: text("key").notNull(),
    kind: text("kind").notNull(),
    params: jsonb("params").notNull().$type<Record<string, string | number>>(),
    href: text("href").notNull(),
    createdAt: instant("created_at").notNull(),
    readAt: instant("read_at"),
    mailedAt: instant("mailed_at"),
  },
  (t) => [unique("notifications_once").on(t.userId, t.key), index("notifications_user").on(t.userId, t.createdAt)],
);

/** Which head of a contract's diary chain was mailed to whom: the copies that people hold. */
export const diaryHeadMails = pgTable(
  "diary_head_mails",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    contractId: uuid("contract_id")
      .notNull()
      .references(() => contracts.id),
    seq: integer("seq").notNull(),
    hash: text("hash").notNull(),
    mailedAt: instant("mailed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.contractId, t.hash] })],
);
