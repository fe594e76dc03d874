import { actorById } from "#app/domain/accounts/actor-by-id.server.ts";
import { createStaff } from "#app/domain/accounts/create-staff.server.ts";
import { createUser } from "#app/domain/accounts/create-user.server.ts";
import type { Actor, MemberRole, StaffRole } from "#app/domain/accounts/permissions.ts";
import { signUpBusiness } from "#app/domain/accounts/sign-up-business.server.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { members } from "#db/schema/accounts.ts";
import { at } from "#tests/setup/time.ts";

const start = at("2026-06-01T08:00Z");
/** Not a hash of any password: the people of most tests never sign in. */
const noPassword = "$argon2id$never";
const someone = (name: string) => ({
  name,
  email: `${name.toLowerCase().replaceAll(" ", ".")}.${newId().slice(-12)}@example.test`,
  passwordHash: noPassword,
  locale: "en" as const,
  timeZone: "Europe/Paris",
});

export interface BusinessPeople {
  business: { id: string; name: string };
  owner: Actor;
  manager: Actor;
  finance: Actor;
  viewer: Actor;
}

/** A business with one member of each role. */
export async function givenBusiness(db: Db, { name = "Lumen", now = start } = {}): Promise<BusinessPeople> {
  return db.transaction(async (tx) => {
    const { business, user } = await signUpBusiness(
      tx,
      { ...someone("Olive Owner"), businessName: name, country: "FR" },
      { now },
    );
    const member = async (role: MemberRole) => {
      const person = await createUser(tx, { ...someone(`Member ${role}`), kind: "member" }, { now });
      await tx.insert(members).values({ businessId: business.id, userId: person.id, role, joinedAt: now });
      return actorById(tx, person.id);
    };
    return {
      business,
      owner: await actorById(tx, user.id),
      manager: await member("manager"),
      finance: await member("finance"),
      viewer: await member("viewer"),
    };
  });
}

export function givenOtherBusiness(db: Db): Promise<BusinessPeople> {
  return givenBusiness(db, { name: "Northwind" });
}

export async function givenStaff(db: Db, roles: StaffRole[]): Promise<Actor> {
  return db.transaction(async (tx) => {
    const user = await createStaff(tx, { ...someone("Desk Person"), roles }, { now: start });
    return actorById(tx, user.id);
  });
}
