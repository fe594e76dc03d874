import type { Tx } from "#db/client.server.ts";
import { staff } from "#db/schema/accounts.ts";
import { createUser, type NewUser } from "./create-user.server.ts";
import type { StaffRole } from "./permissions.ts";

/** A person of the platform's own staff; made by an operator's script or the demo's seed, never by a page. */
export async function createStaff(
  tx: Tx,
  { roles, ...person }: Omit<NewUser, "kind"> & { roles: StaffRole[] },
  { now }: { now: Date },
) {
  const user = await createUser(tx, { ...person, kind: "staff" }, { now });
  await tx.insert(staff).values(roles.map((role) => ({ userId: user.id, role })));
  return user;
}
