import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";
import { lockRole } from "./lock-role.server.ts";
import type { SaveRole } from "./role.ts";
import { columnsOf, saveRole } from "./save-role.server.ts";

/**
 * A draft, new or saved again. @param id made with the form, so that a double click and a form that saves itself make one role
 * @throws NotFound / Forbidden without "roles.manage", Conflict when the role of that id is no draft any more
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
  if (made.length === 1) {
    await recordEvent(tx, "role.changed", { roleId: id }, { actor, now });
    return { id };
  }
  const role = await lockRole(tx, id, actor);
  if (role.state !== "draft") throw new Conflict("roles:errors.notDraft");
  await saveRole(tx, { ...input, roleId: id }, { actor, now });
  return { id };
}
