import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { notifyLive } from "#app/edges/realtime/realtime.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { conversationReads, conversations, messages } from "#db/schema/messaging.ts";
import type { SystemLine } from "./message.ts";

/**
 * Says something in a conversation. The same `clientKey` twice is one message.
 * @throws NotFound for strangers, Forbidden for members who may only read
 */
export async function sendMessage(
  tx: Tx,
  { conversationId, body, clientKey }: { conversationId: string; body: string; clientKey?: string },
  { actor, now }: Context,
) {
  const [conversation] = await tx.select().from(conversations).where(eq(conversations.id, conversationId)).for("update");
  if (!conversation) throw new NotFound();
  permit(actor, "messages.send", conversation);
  const [message] = await tx
    .insert(messages)
    .values({ conversationId, authorId: actor.userId, body, clientKey, sentAt: now })
    .onConflictDoNothing()
    .returning();
  if (!message) return null;
  await tx.update(conversations).set({ lastMessageAt: now }).where(eq(conversations.id, conversationId));
  if (actor.userId) {
    await tx
      .insert(conversationReads)
      .values({ conversationId, userId: actor.userId, lastReadSeq: message.seq })
      .onConflictDoUpdate({
        target: [conversationReads.conversationId, conversationReads.userId],
        set: { lastReadSeq: message.seq },
      });
  }
  await recordEvent(tx, "message.sent", { conversationId, seq: String(message.seq) }, { actor, now });
  await notifyLive(tx, "conversation", conversationId);
  return message;
}

/** Writes what happened into the thread, so that it tells the whole story. */
export async function postSystemMessage(
  tx: Tx,
  { conversationId, ...line }: SystemLine & { conversationId: string },
  { actor, now }: Context,
): Promise<void> {
  // The update first: it locks the thread, so that lines become visible in the order of their cursors and no reader misses one.
  await tx.update(conversations).set({ lastMessageAt: now }).where(eq(conversations.id, conversationId));
  await tx
    .insert(messages)
    .values({ conversationId, authorId: actor.userId, kind: "system", body: JSON.stringify(line), sentAt: now });
  await notifyLive(tx, "conversation", conversationId);
}
