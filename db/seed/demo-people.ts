import { actorById } from "#app/domain/accounts/actor-by-id.server.ts";
import { addMember } from "#app/domain/accounts/add-member.server.ts";
import { createStaff } from "#app/domain/accounts/create-staff.server.ts";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { signUpBusiness } from "#app/domain/accounts/sign-up-business.server.ts";
import { changeRoleState } from "#app/domain/roles/change-role-state.server.ts";
import { createRole } from "#app/domain/roles/create-role.server.ts";
import { saveRoleInput } from "#app/domain/roles/role.ts";
import { passwords } from "./demo-agents.ts";
import { type DemoRole, demoRoles } from "./demo-roles.ts";
import { fillInBusinessTax } from "./demo-taxes.ts";
import type { World } from "./world.ts";

export const DEMO_PASSWORD = "deskhand-demo";

export interface DemoBusiness {
  id: string;
  name: string;
  currency: "EUR" | "USD" | "GBP";
  timeZone: string;
  owner: Actor & { userId: string };
  manager: Actor & { userId: string };
  finance: Actor & { userId: string };
}
export type People = Record<DemoRole["business"], DemoBusiness>;
export type PostedRoles = Map<string, string>;

const businesses = [
  {
    key: "lumen",
    name: "Lumen Lamps",
    country: "FR",
    currency: "EUR",
    timeZone: "Europe/Paris",
    locale: "fr",
    people: ["Hélène Marchand", "Karim Benali", "Solange Petit", "Victor Roche"],
  },
  {
    key: "northwind",
    name: "Northwind Outfitters",
    country: "US",
    currency: "USD",
    timeZone: "America/New_York",
    locale: "en",
    people: ["Grace Whitfield", "Marcus Lee", "Dana Ortiz", "Sam Keller"],
  },
  {
    key: "pica",
    name: "Pica Books",
    country: "GB",
    currency: "GBP",
    timeZone: "Europe/London",
    locale: "en",
    people: ["Imogen Clarke", "Rafi Ahmed", "Tessa Lloyd", "Ned Foster"],
  },
] as const;
const roles = ["owner", "manager", "finance", "viewer"] as const;

/** Three businesses with their teams and a card on file, and the platform's own staff. */
export async function makePeople(world: World): Promise<People> {
  const passwordHash = await world.hashPassword(DEMO_PASSWORD);
  passwords.agent = passwordHash;
  const now = world.now();
  const made: Partial<People> = {};
  for (const { key, name, country, currency, timeZone, locale, people } of businesses) {
    made[key] = await world.db.transaction(async (tx) => {
      const address = (role: string) => `${role}@${key}.demo`;
      const { user, business } = await signUpBusiness(
        tx,
        {
          name: people[0],
          email: address("owner"),
          passwordHash,
          locale,
          timeZone,
          emailVerified: true,
          businessName: name,
          country,
        },
        { now },
      );
      const owner = await actorById(tx, user.id);
      const others = new Map<string, Actor>();
      for (const [index, role] of roles.entries()) {
        if (role === "owner") continue;
        const person = await addMember(
          tx,
          { businessId: business.id, name: people[index]!, email: address(role), passwordHash, role, locale, timeZone },
          { now, actor: owner },
        );
        others.set(role, await actorById(tx, person.id));
      }
      const who = (actor: Actor) => actor as Actor & { userId: string };
      return {
        id: business.id,
        name,
        currency,
        timeZone,
        owner: who(owner),
        manager: who(others.get("manager")!),
        finance: who(others.get("finance")!),
      };
    });
    await fillInBusinessTax(world, key, made[key]!);
    await world.addCard(made[key]!.id, made[key]!.finance, "4242424242424242");
  }
  const desk = [
    ["Noor Haddad", "finance@deskhand.demo", "platform_finance"],
    ["Emil Brandt", "finance2@deskhand.demo", "platform_finance"],
    ["Jonas Feld", "operator@deskhand.demo", "operator"],
    ["Miriam Acosta", "mediator@deskhand.demo", "mediator"],
    ["Theo Lang", "desk@deskhand.demo", "desk_agent"],
  ] as const;
  for (const [name, email, role] of desk) {
    await world.db.transaction((tx) =>
      createStaff(tx, { name, email, passwordHash, locale: "en", timeZone: "UTC", roles: [role] }, { now }),
    );
  }
  return made as People;
}

/** The twenty roles, posted by the businesses' managers; keyed by title. */
export async function postRoles(world: World, people: People): Promise<PostedRoles> {
  const posted: PostedRoles = new Map();
  for (const role of demoRoles) {
    const { id: businessId, manager, currency, timeZone } = people[role.business];
    const context = { actor: manager, now: world.now() };
    await world.db.transaction(async (tx) => {
      const terms = saveRoleInput.parse({
        title: role.title,
        description: role.description,
        languages: role.languages,
        tools: role.tools,
        channels: role.channels,
        tier: role.tier,
        headcount: role.headcount,
        headcounts: role.headcounts,
        maxRate: role.maxRate ?? undefined,
        currency,
        weeklyLimitMinutes: role.weeklyLimitHours * 60,
        timeZone,
        coverage: role.coverage,
        minCoveragePercent: 60,
      });
      const made = await createRole(tx, { ...terms, businessId }, context);
      posted.set(role.title, made.id);
      if (role.state === "draft") return;
      await changeRoleState(tx, { roleId: made.id, action: "open" }, context);
      if (role.state === "paused") await changeRoleState(tx, { roleId: made.id, action: "pause" }, context);
      if (role.state === "closed") await changeRoleState(tx, { roleId: made.id, action: "close" }, context);
    });
  }
  return posted;
}
