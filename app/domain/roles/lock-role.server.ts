import { eq } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";

/** @throws NotFound, Forbidden without "roles.manage" */
export async function lockRole(tx: Tx, roleId: string, actor: Actor) {
  const [role] = await tx.select().from(roles).where(eq(roles.id, roleId)).for("update");
  if (!role) throw new NotFound();
  permit(actor, "roles.manage", { businessId: role.businessId });
  return role;
}
