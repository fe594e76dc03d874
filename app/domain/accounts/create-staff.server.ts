import type { Tx } from "#db/client.server.ts";
import { staff } from "#db/schema/accounts.ts";
import { createUser, type NewUser, type User } from "./create-user.server.ts";
import type { StaffRole } from "./permissions.ts";

/** A person of the platform itself: made by the seed and by an operator's hand, never by a form open to the world. */
export async function createStaff(
  tx: Tx,
  input: Pick<NewUser, "name" | "email" | "passwordHash"> & Partial<NewUser> & { roles: StaffRole[] },
  { now }: { now: Date },
): Promise<User> {
  const { roles, ...person } = input;
  const user = await createUser(tx, { locale: "en", timeZone: "UTC", emailVerified: true, ...person, kind: "staff" }, { now });
  await tx.insert(staff).values([...new Set(roles)].map((role) => ({ userId: user.id, role })));
  return user;
}
