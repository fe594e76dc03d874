import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";
import { lockRole } from "./lock-role.server.ts";
import { missingOf, pastDay, type SaveRole } from "./role.ts";

/**
 * Changes a role that is not closed; what is open must stay complete, and its dates are not moved into the past.
 * @throws NotFound, Forbidden, Conflict when closed, Invalid with the field
 */
export async function saveRole(
  tx: Tx,
  { roleId, ...input }: SaveRole & { roleId: string },
  { actor, now }: Context,
): Promise<void> {
  const role = await lockRole(tx, roleId, actor);
  if (role.state === "closed") throw new Conflict("roles:errors.closed");
  const missing = missingOf(input)[0];
  if (role.state !== "draft" && missing) throw new Invalid(missing, `roles:errors.missing.${missing}`);
  const columns = columnsOf(input);
  const past = role.state === "draft" ? null : pastDay(columns, now, role);
  if (past) throw new Invalid(past, `roles:errors.past.${past}`, { zone: columns.timeZone });
  await tx.update(roles).set(columns).where(eq(roles.id, roleId));
  await recordEvent(tx, "role.changed", { roleId }, { actor, now });
}

export function columnsOf(input: SaveRole) {
  const { maxRateMinor, maxRate: _, startsOn, endsOn, ...columns } = input;
  return { ...columns, maxRate: maxRateMinor, startsOn: startsOn ?? null, endsOn: endsOn ?? null };
}
