import type { Tx } from "#db/client.server.ts";
import { members } from "#db/schema/accounts.ts";
import { createUser, type User } from "./create-user.server.ts";
import { type Actor, type MemberRole, permit } from "./permissions.ts";
import type { Viewer } from "./viewer.ts";

/**
 * A new person in a business's team whose address is already proved (an accepted invitation).
 * @throws NotFound / Forbidden without "members.manage", Invalid("email") when the address has an account
 */
export async function addMember(
  tx: Tx,
  input: {
    businessId: string;
    name: string;
    email: string;
    passwordHash: string;
    role: MemberRole;
    locale?: Viewer["locale"];
    timeZone?: string;
  },
  { now, actor }: { now: Date; actor: Actor },
): Promise<User> {
  permit(actor, "members.manage", { businessId: input.businessId });
  const user = await createUser(
    tx,
    {
      kind: "member",
      name: input.name,
      email: input.email,
      passwordHash: input.passwordHash,
      locale: input.locale ?? "en",
      timeZone: input.timeZone ?? "UTC",
      emailVerified: true,
    },
    { now, actor },
  );
  await joinBusiness(tx, { businessId: input.businessId, userId: user.id, role: input.role }, { now });
  return user;
}

/** Twice is once: the role of somebody who is in already stays. */
export async function joinBusiness(
  tx: Tx,
  input: { businessId: string; userId: string; role: MemberRole },
  { now }: { now: Date },
): Promise<void> {
  await tx
    .insert(members)
    .values({ ...input, joinedAt: now })
    .onConflictDoNothing();
}
