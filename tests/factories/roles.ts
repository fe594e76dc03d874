import { changeRoleState, type RoleAction } from "#app/domain/roles/change-role-state.server.ts";
import { createRole } from "#app/domain/roles/create-role.server.ts";
import { type SaveRole, saveRoleInput } from "#app/domain/roles/role.ts";
import type { Db } from "#db/client.server.ts";
import type { GivenBusiness } from "#tests/factories/accounts.ts";
import { hours, weekdays } from "#tests/factories/agents.ts";
import { at } from "#tests/setup/time.ts";

/** What a business types into the form of a role; a whole one, that may be opened. */
export function roleForm(wish: Partial<Record<keyof SaveRole, unknown>> = {}) {
  return {
    title: "Chat support",
    description: "Answer order and delivery questions by chat and e-mail.",
    languages: [{ language: "en", level: "B2" }],
    tools: [],
    channels: ["chat"],
    tier: "L1",
    headcount: 1,
    maxRate: "20.00",
    currency: "USD",
    weeklyLimitMinutes: 2400,
    timeZone: "Europe/Lisbon",
    coverage: hours(weekdays, 9, 17),
    minCoveragePercent: 60,
    ...wish,
  };
}

interface RoleWish extends Partial<Record<keyof SaveRole, unknown>> {
  now?: Date;
  /** What the manager does after saving the draft, in order. */
  moves?: RoleAction[];
}

/** A role that a business's manager has saved as a draft. */
export async function givenRole(
  db: Db,
  { business, manager }: Pick<GivenBusiness, "business" | "manager">,
  { now = at("2026-06-01T09:00Z"), moves = [], ...wish }: RoleWish = {},
): Promise<{ id: string }> {
  const context = { actor: manager, now };
  return db.transaction(async (tx) => {
    const role = await createRole(tx, { ...saveRoleInput.parse(roleForm(wish)), businessId: business.id }, context);
    for (const action of moves) await changeRoleState(tx, { roleId: role.id, action }, context);
    return role;
  });
}

/** A role that agents see and may be invited to. */
export function givenOpenRole(db: Db, business: Pick<GivenBusiness, "business" | "manager">, wish: RoleWish = {}) {
  return givenRole(db, business, { ...wish, moves: ["open"] });
}
