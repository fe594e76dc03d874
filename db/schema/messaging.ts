import { bigint, bigserial, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { businesses, users } from "./accounts.ts";
import { id, instant } from "./columns.ts";

/** One thread between a business and an agent: it starts with the application and goes on in the contract. */
export const conversations = pgTable(
  "conversations",
  {
    id: id(),
    businessId: uuid("business_id")
      .notNull()
      .references(() => businesses.id),
    agentId: uuid("agent_id")
      .notNull()
      .references(() => users.id),
    subject: text("subject").notNull(),
    createdAt: instant("created_at").notNull(),
    lastMessageAt: instant("last_message_at").notNull(),
  },
  (t) => [
    index("conversations_business").on(t.businessId, t.lastMessageAt),
    index("conversations_agent").on(t.agentId, t.lastMessageAt),
  ],
);

/** `seq` is the cursor of catch-up; `clientKey` makes a double click one message. */
export const messages = pgTable(
  "messages",
  {
    seq: bigserial("seq", { mode: "bigint" }).primaryKey(),
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    authorId: uuid("author_id").references(() => users.id),
    kind: text("kind", { enum: ["text", "system"] })
      .notNull()
      .default("text"),
    body: text("body").notNull(),
    clientKey: uuid("client_key"),
    sentAt: instant("sent_at").notNull(),
  },
  (t) => [index("messages_conversation").on(t.conversationId, t.seq), unique("messages_once").on(t.conversationId, t.clientKey)],
);

export const conversationReads = pgTable(
  "conversation_reads",
  {
    conversationId: uuid("conversation_id")
      .notNull()
      .references(() => conversations.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    lastReadSeq: bigint("last_read_seq", { mode: "bigint" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.conversationId, t.userId] })],
);
