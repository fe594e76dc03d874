import { and, eq } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { members } from "#db/schema/accounts.ts";
import { lockMember, needAnotherOwner } from "./change-member-role.server.ts";
import { type Context, permit } from "./permissions.ts";

/**
 * Takes a member off the team; what they did stays theirs in the history. Members may leave by themselves. Twice is once.
 * @throws NotFound / Forbidden without "members.manage" (but for oneself); Conflict when it is the last owner
 */
export async function removeMember(
  tx: Tx,
  { businessId, userId }: { businessId: string; userId: string },
  { actor }: Context,
): Promise<void> {
  permit(actor, actor.userId === userId ? "business.view" : "members.manage", { businessId });
  const member = await lockMember(tx, businessId, userId).catch((error: unknown) => {
    if (error instanceof NotFound) return null;
    throw error;
  });
  if (!member) return;
  if (member.role === "owner") await needAnotherOwner(tx, businessId);
  await tx.delete(members).where(and(eq(members.businessId, businessId), eq(members.userId, userId)));
}
