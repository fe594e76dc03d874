import { and, eq } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { conversationReads, conversations, messages } from "#db/schema/messaging.ts";

/** A person's conversations and what they wrote in them; what others wrote is theirs. */
export function myMessages(userId: string): PersonalRows[] {
  return [
    personalRows(conversations, eq(conversations.agentId, userId)),
    personalRows(messages, and(eq(messages.authorId, userId), eq(messages.kind, "text")), { without: ["clientKey"] }),
    personalRows(conversationReads, eq(conversationReads.userId, userId)),
  ];
}
