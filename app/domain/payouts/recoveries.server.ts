import { count, desc, eq, isNull, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { recoveries } from "#db/schema/payouts.ts";

const PAGE = 50;

/** What agents owe back, open ones first, newest first. Two queries. @throws Forbidden without "payouts.view" */
export async function recoveriesPage(db: Queryable, { open, page }: { open: boolean; page: number }, actor: Actor) {
  permit(actor, "payouts.view");
  const where = open ? isNull(recoveries.closedAt) : undefined;
  const [rows, [total]] = await Promise.all([
    db
      .select({ recovery: recoveries, agentName: users.name })
      .from(recoveries)
      .innerJoin(users, eq(users.id, recoveries.agentId))
      .where(where)
      .orderBy(sql`${recoveries.closedAt} is not null`, desc(recoveries.openedAt), desc(recoveries.id))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ n: count() }).from(recoveries).where(where),
  ]);
  return { rows, pages: Math.max(1, Math.ceil(total!.n / PAGE)) };
}
