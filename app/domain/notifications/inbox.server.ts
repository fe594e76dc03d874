import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { notifications } from "#db/schema/notifications.ts";

export const NOTIFICATIONS_A_PAGE = 30;

/** A person's notifications, the newest first, with how many there are: one query. */
export async function notificationsOf(db: Queryable, actor: Actor, { page, unread }: { page: number; unread: boolean }) {
  if (!actor.userId) throw new NotFound();
  const rows = await db
    .select({
      id: notifications.id,
      kind: notifications.kind,
      params: notifications.params,
      createdAt: notifications.createdAt,
      readAt: notifications.readAt,
      total: sql<number>`(count(*) over ())::int`,
    })
    .from(notifications)
    .where(and(eq(notifications.userId, actor.userId), unread ? isNull(notifications.readAt) : undefined))
    .orderBy(desc(notifications.createdAt), desc(notifications.id))
    .limit(NOTIFICATIONS_A_PAGE)
    .offset((page - 1) * NOTIFICATIONS_A_PAGE);
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}

/** How many a person has not read, as an expression over `users` for a query that reads the person anyway. */
export const unreadOfUser = sql<number>`(select count(*)::int from ${notifications} where ${notifications.userId} = ${users.id} and ${notifications.readAt} is null)`;
