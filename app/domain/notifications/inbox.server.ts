import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { notifications } from "#db/schema/notifications.ts";

export const NOTIFICATIONS_A_PAGE = 30;

/** A person's notifications, the newest first, with how many there are and how many are unread: one query. */
export async function notificationsOf(db: Queryable, actor: Actor, page: number) {
  if (!actor.userId) throw new NotFound();
  const rows = await db
    .select({
      id: notifications.id,
      kind: notifications.kind,
      params: notifications.params,
      createdAt: notifications.createdAt,
      readAt: notifications.readAt,
      total: sql<number>`(count(*) over ())::int`,
      unread: sql<number>`(count(*) filter (where ${notifications.readAt} is null) over ())::int`,
    })
    .from(notifications)
    .where(eq(notifications.userId, actor.userId))
    .orderBy(desc(notifications.createdAt), desc(notifications.id))
    .limit(NOTIFICATIONS_A_PAGE)
    .offset((page - 1) * NOTIFICATIONS_A_PAGE);
  return {
    rows: rows.map(({ total: _t, unread: _u, ...row }) => row),
    total: rows[0]?.total ?? 0,
    unread: rows[0]?.unread ?? 0,
  };
}

export async function unreadCount(db: Queryable, userId: string): Promise<number> {
  return db.$count(notifications, and(eq(notifications.userId, userId), isNull(notifications.readAt)));
}
