import type { Context } from "#app/domain/accounts/permissions.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";
import { lockRole } from "./lock-role.server.ts";

/**
 * A new draft that asks what another role asks, in whatever state that is; its dates are past or taken, so they stay empty. Applications, marks
 * and contracts belong to the old one. @throws NotFound, Forbidden without "roles.manage"
 */
export async function duplicateRole(tx: Tx, { roleId, id = newId() }: { roleId: string; id?: string }, { actor, now }: Context) {
  const { state: _, openedAt: __, closedAt: ___, ...asked } = await lockRole(tx, roleId, actor);
  const fresh = { id, startsOn: null, endsOn: null, createdBy: actor.userId!, createdAt: now };
  const made = await tx
    .insert(roles)
    .values({ ...asked, ...fresh })
    .onConflictDoNothing()
    .returning({ id: roles.id });
  if (made.length === 1) await recordEvent(tx, "role.changed", { roleId: id }, { actor, now });
  return { id };
}
