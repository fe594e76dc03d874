import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { MemberRole, StaffRole } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { staff, users } from "#db/schema/accounts.ts";
import type { Notice } from "./notification.ts";

export const managers: MemberRole[] = ["owner", "manager"];
export const payers: MemberRole[] = ["owner", "finance"];

type Facts = Record<string, string | null>;

/** The one row that an event's sentence is filled with; null when the thing is gone. */
export async function factsOf(db: Queryable, query: SQL): Promise<Facts | null> {
  const [row] = await db.execute<Facts>(query);
  return row ?? null;
}

/** Names of both sides, of `businesses b` and `users a`. */
export const names = sql`b.name as business, a.name as agent`;

export function sides(row: Facts, roles: MemberRole[]) {
  return { agentId: row.agent_id ?? undefined, businessId: row.business_id ?? undefined, roles };
}

/** The same for everybody of the staff who holds a role. */
export async function toStaff(db: Queryable, role: StaffRole, notice: Notice): Promise<{ userId: string; notice: Notice }[]> {
  const people = await db
    .select({ userId: staff.userId })
    .from(staff)
    .innerJoin(users, eq(users.id, staff.userId))
    .where(and(eq(staff.role, role), isNull(users.suspendedAt)))
    .orderBy(staff.userId);
  return people.map(({ userId }) => ({ userId, notice }));
}
