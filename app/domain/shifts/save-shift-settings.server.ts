import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { Tx } from "#db/client.server.ts";
import { shiftSettings } from "#db/schema/shifts.ts";

/** Whether two agents need a manager for a swap; swaps already agreed on keep waiting. @throws NotFound, Forbidden without "shifts.manage" */
export async function saveShiftSettings(
  tx: Tx,
  { businessId, swapsNeedApproval }: { businessId: string; swapsNeedApproval: boolean },
  { actor }: Context,
): Promise<void> {
  permit(actor, "shifts.manage", { businessId });
  await tx
    .insert(shiftSettings)
    .values({ businessId, swapsNeedApproval })
    .onConflictDoUpdate({ target: shiftSettings.businessId, set: { swapsNeedApproval } });
}
