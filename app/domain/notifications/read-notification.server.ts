import { and, eq, isNull, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { notifications } from "#db/schema/notifications.ts";

/** Marks one as read (the first time stays). @returns where it leads. @throws NotFound for somebody else's */
export async function readNotification(tx: Tx, { id }: { id: string }, { actor, now }: Context): Promise<string> {
  if (!actor.userId) throw new NotFound();
  const [read] = await tx
    .update(notifications)
    .set({ readAt: sql`coalesce(${notifications.readAt}, ${now.toISOString()}::timestamptz)` })
    .where(and(eq(notifications.id, id), eq(notifications.userId, actor.userId)))
    .returning();
  if (!read) throw new NotFound();
  return read.href;
}

/** Marks everything a person has as read. */
export async function readAllNotifications(tx: Tx, _input: Record<never, never>, { actor, now }: Context): Promise<void> {
  if (!actor.userId) throw new NotFound();
  await tx
    .update(notifications)
    .set({ readAt: now })
    .where(and(eq(notifications.userId, actor.userId), isNull(notifications.readAt)));
}
