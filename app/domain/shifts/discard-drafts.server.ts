import { and, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { Tx } from "#db/client.server.ts";
import { shifts } from "#db/schema/shifts.ts";

/** Deletes the drafts of a role's week, which bound nobody and which nobody was told of. @throws NotFound, Forbidden */
export async function discardDrafts(
  tx: Tx,
  { businessId, roleId, week }: { businessId: string; roleId: string; week: string },
  { actor }: Context,
): Promise<void> {
  permit(actor, "shifts.manage", { businessId });
  await tx
    .delete(shifts)
    .where(and(eq(shifts.businessId, businessId), eq(shifts.roleId, roleId), eq(shifts.week, week), eq(shifts.state, "draft")));
}
