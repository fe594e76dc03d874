import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "#db/client.server.ts";
import { inbox } from "#db/schema/kernel.ts";
import { recordEvent } from "./record-event.server.ts";

export interface InboxMessage {
  source: string;
  externalId: string;
  type: string;
  account: string | null;
  payload: Record<string, unknown>;
}

/** Stores an outside system's message once by its own id and records that it came; the second arrival changes nothing. */
export async function receive(tx: Tx, message: InboxMessage, now: Date): Promise<boolean> {
  const stored = await tx
    .insert(inbox)
    .values({ ...message, receivedAt: now })
    .onConflictDoNothing()
    .returning({ id: inbox.externalId });
  if (stored.length === 0) return false;
  await recordEvent(
    tx,
    "stripe-event.received",
    { source: message.source, externalId: message.externalId },
    { actor: { userId: null }, now },
  );
  return true;
}

/** Locks an unhandled message for work in this transaction; null when it was handled already. */
export async function takeFromInbox(tx: Tx, source: string, externalId: string, now: Date): Promise<InboxMessage | null> {
  const [message] = await tx
    .select()
    .from(inbox)
    .where(and(eq(inbox.source, source), eq(inbox.externalId, externalId), isNull(inbox.handledAt)))
    .for("update");
  if (!message) return null;
  await tx
    .update(inbox)
    .set({ handledAt: now })
    .where(and(eq(inbox.source, source), eq(inbox.externalId, externalId)));
  return message;
}
