import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Invalid } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";
import { lockRole } from "./lock-role.server.ts";
import { endsAfterStart, missingOf, pastDay, type RoleState, roleLifecycle } from "./role.ts";

export type RoleAction = "open" | "pause" | "fill" | "close";
const targets: Record<RoleAction, RoleState> = { open: "open", pause: "paused", fill: "filled", close: "closed" };

/**
 * Opens, pauses, fills or closes a role. Twice is once.
 * @param dates that it is opened with, instead of those it was saved with
 * @throws NotFound, Forbidden, Conflict when the state does not allow it, Invalid naming what a draft lacks before it opens, or its
 * date that is past in its own zone
 */
export async function changeRoleState(
  tx: Tx,
  { roleId, action, dates }: { roleId: string; action: RoleAction; dates?: { startsOn: string | null; endsOn: string | null } },
  { actor, now }: Context,
): Promise<void> {
  const role = await lockRole(tx, roleId, actor);
  if (role.state === targets[action]) return;
  const state = roleLifecycle.next(role.state, action as never);
  const missing = action === "open" ? missingOf(role)[0] : undefined;
  if (missing) throw new Invalid(missing, `roles:errors.missing.${missing}`);
  const opened = { timeZone: role.timeZone, startsOn: role.startsOn, endsOn: role.endsOn, ...(action === "open" ? dates : {}) };
  const past = action === "open" ? pastDay(opened, now, role.openedAt ? role : undefined) : null;
  if (past) throw new Invalid(past, `roles:errors.past.${past}`, { zone: role.timeZone });
  if (!endsAfterStart(opened)) throw new Invalid("endsOn", "roles:errors.endsBeforeStart");
  await tx
    .update(roles)
    .set({
      state,
      startsOn: opened.startsOn,
      endsOn: opened.endsOn,
      openedAt: state === "open" ? (role.openedAt ?? now) : role.openedAt,
      closedAt: state === "closed" ? now : null,
    })
    .where(eq(roles.id, roleId));
  await recordEvent(tx, "role.changed", { roleId }, { actor, now });
}
