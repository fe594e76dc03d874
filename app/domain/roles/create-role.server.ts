import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";
import type { SaveRole } from "./role.ts";

/**
 * A new draft. @param id made with the form, so that a double click makes one role
 * @throws NotFound / Forbidden without "roles.manage"
 */
export async function createRole(
  tx: Tx,
  { businessId, id = newId(), ...input }: SaveRole & { businessId: string; id?: string },
  { actor, now }: Context,
) {
  permit(actor, "roles.manage", { businessId });
  const made = await tx
    .insert(roles)
    .values({ id, businessId, ...columnsOf(input), createdBy: actor.userId!, createdAt: now })
    .onConflictDoNothing()
    .returning();
  if (made.length === 1) await recordEvent(tx, "role.changed", { roleId: id }, { actor, now });
  return { id };
}

export function columnsOf(input: SaveRole) {
  const { maxRateMinor, maxRate: _, startsOn, endsOn, ...columns } = input;
  return { ...columns, maxRate: maxRateMinor, startsOn: startsOn ?? null, endsOn: endsOn ?? null };
}
