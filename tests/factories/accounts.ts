import { eq } from "drizzle-orm";
import { actorById } from "#app/domain/accounts/actor-by-id.server.ts";
import { addMember } from "#app/domain/accounts/add-member.server.ts";
import { createStaff } from "#app/domain/accounts/create-staff.server.ts";
import { type Actor, type MemberRole, type StaffRole, system } from "#app/domain/accounts/permissions.ts";
import { type Business, signUpBusiness } from "#app/domain/accounts/sign-up-business.server.ts";
import type { EventName } from "#app/kernel/record-event.ts";
import type { Db } from "#db/client.server.ts";
import { events } from "#db/schema/kernel.ts";
import { at } from "#tests/setup/time.ts";

/** Not a hash of any password: the people of most tests never sign in. */
const noPassword = "$argon2id$never";

let people = 0;
export function freshEmail(name = "person"): string {
  return `${name}-${process.pid}-${++people}@example.test`;
}

const begin = at("2026-06-01T09:00Z");

export interface GivenBusiness {
  business: Business;
  owner: Actor & { kind: "member" };
  manager: Actor & { kind: "member" };
  finance: Actor & { kind: "member" };
  viewer: Actor & { kind: "member" };
}

/** A business in Lisbon's zone with a person in each role; of the US, so that its documents carry no tax until a test says where it is. */
export async function givenBusiness(
  db: Db,
  { now = begin, name = "Lumen", country = "US", timeZone = "Europe/Lisbon" } = {},
): Promise<GivenBusiness> {
  const passwordHash = noPassword;
  return db.transaction(async (tx) => {
    const { user, business } = await signUpBusiness(
      tx,
      { name: "Olivia Owner", email: freshEmail("owner"), passwordHash, locale: "en", timeZone, businessName: name, country },
      { now },
    );
    const join = async (role: MemberRole) => {
      const member = await addMember(
        tx,
        { businessId: business.id, name: `${role} of ${name}`, email: freshEmail(role), passwordHash, role, timeZone },
        { now, actor: system },
      );
      return (await actorById(tx, member.id)) as Actor & { kind: "member" };
    };
    return {
      business,
      owner: (await actorById(tx, user.id)) as Actor & { kind: "member" },
      manager: await join("manager"),
      finance: await join("finance"),
      viewer: await join("viewer"),
    };
  });
}

export function givenOtherBusiness(db: Db, options: Parameters<typeof givenBusiness>[1] = {}): Promise<GivenBusiness> {
  return givenBusiness(db, { name: "Other Ltd", country: "GB", timeZone: "Europe/London", ...options });
}

export async function givenStaff(
  db: Db,
  roles: StaffRole[] = ["platform_finance"],
  { now = begin } = {},
): Promise<Actor & { kind: "staff" }> {
  const passwordHash = noPassword;
  const user = await db.transaction((tx) =>
    createStaff(tx, { name: "Sam Staff", email: freshEmail("staff"), passwordHash, roles }, { now }),
  );
  return (await actorById(db, user.id)) as Actor & { kind: "staff" };
}

/** Payloads of the recorded events of a name, in order. */
export async function eventsNamed(db: Db, name: EventName): Promise<Record<string, unknown>[]> {
  const rows = await db.select({ payload: events.payload }).from(events).where(eq(events.name, name)).orderBy(events.seq);
  return rows.map(({ payload }) => payload as Record<string, unknown>);
}
