import { and, eq, isNull, lt, sql } from "drizzle-orm";
import type { Queryable, Tx } from "#db/client.server.ts";
import { inbox, inboxCursors } from "#db/schema/kernel.ts";
import { recordEvent } from "./record-event.server.ts";
import { addDays } from "./time.ts";

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

/** The instant up to which a list of messages was read in whole; null before the first time. */
export async function readUntil(db: Queryable, source: string, account: string | null): Promise<Date | null> {
  const [row] = await db
    .select({ at: inboxCursors.readUntil })
    .from(inboxCursors)
    .where(and(eq(inboxCursors.source, source), eq(inboxCursors.account, account ?? "")));
  return row?.at ?? null;
}

/** @param at when the reading began: what came meanwhile is read the next time */
export async function markRead(tx: Tx, source: string, account: string | null, at: Date): Promise<void> {
  await tx
    .insert(inboxCursors)
    .values({ source, account: account ?? "", readUntil: at })
    .onConflictDoUpdate({
      target: [inboxCursors.source, inboxCursors.account],
      set: { readUntil: sql`greatest(${inboxCursors.readUntil}, excluded.read_until)` },
    });
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

/** Messages older than this were worked on long ago, and Stripe keeps its own; names, addresses and cards' last digits in them serve nobody. */
const MESSAGE_DAYS = 90;

/** Empties messages that were handled so long ago. That they came stays, so that what comes twice is still known. @param now business time */
export async function emptyHandledMessages(tx: Tx, now: Date): Promise<void> {
  const old = lt(inbox.handledAt, addDays(now, -MESSAGE_DAYS));
  await tx
    .update(inbox)
    .set({ payload: {} })
    .where(and(old, sql`${inbox.payload} <> '{}'::jsonb`));
}
