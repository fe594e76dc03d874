import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, memberInvitations, members, users } from "#db/schema/accounts.ts";
import { type Actor, permit } from "./permissions.ts";

/** A business's team and its open invitations: two queries. @throws NotFound to strangers */
export async function teamOf(db: Queryable, businessId: string, { actor, realNow }: { actor: Actor; realNow: Date }) {
  permit(actor, "business.view", { businessId });
  const team = await db
    .select({ userId: users.id, name: users.name, email: users.email, role: members.role, joinedAt: members.joinedAt })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.businessId, businessId))
    .orderBy(sql`array_position(array['owner','manager','finance','viewer'], ${members.role})`, asc(users.name));
  const invitations = await db
    .select({
      id: memberInvitations.id,
      email: memberInvitations.email,
      role: memberInvitations.role,
      createdAt: memberInvitations.createdAt,
      expiresAt: memberInvitations.expiresAt,
    })
    .from(memberInvitations)
    .where(
      and(
        eq(memberInvitations.businessId, businessId),
        isNull(memberInvitations.acceptedAt),
        gt(memberInvitations.expiresAt, realNow),
      ),
    )
    .orderBy(asc(memberInvitations.createdAt));
  return { team, invitations };
}

/** @throws NotFound to strangers */
export async function businessOf(db: Queryable, businessId: string, actor: Actor) {
  permit(actor, "business.view", { businessId });
  const [business] = await db.select().from(businesses).where(eq(businesses.id, businessId));
  if (!business) throw new NotFound();
  return business;
}
