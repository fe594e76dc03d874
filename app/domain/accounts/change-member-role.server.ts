import { and, eq } from "drizzle-orm";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { businesses, members } from "#db/schema/accounts.ts";
import { type Context, type MemberRole, permit } from "./permissions.ts";

/**
 * Gives a member another role; in force with their next click. Twice is once.
 * @throws NotFound / Forbidden without "members.manage"; Conflict when the business would be left without an owner
 */
export async function changeMemberRole(
  tx: Tx,
  { businessId, userId, role }: { businessId: string; userId: string; role: MemberRole },
  { actor }: Context,
): Promise<void> {
  permit(actor, "members.manage", { businessId });
  const member = await lockMember(tx, businessId, userId);
  if (member.role === role) return;
  if (member.role === "owner") await needAnotherOwner(tx, businessId);
  await tx
    .update(members)
    .set({ role })
    .where(and(eq(members.businessId, businessId), eq(members.userId, userId)));
}

/** The member, with the business locked, so that two owners cannot step down at the same moment. @throws NotFound */
export async function lockMember(tx: Tx, businessId: string, userId: string) {
  await tx.select({ id: businesses.id }).from(businesses).where(eq(businesses.id, businessId)).for("update");
  const [member] = await tx
    .select()
    .from(members)
    .where(and(eq(members.businessId, businessId), eq(members.userId, userId)));
  if (!member) throw new NotFound();
  return member;
}

/** @throws Conflict when there is only one owner */
export async function needAnotherOwner(tx: Tx, businessId: string): Promise<void> {
  const owners = await tx.$count(members, and(eq(members.businessId, businessId), eq(members.role, "owner")));
  if (owners < 2) throw new Conflict("accounts:errors.lastOwner");
}
