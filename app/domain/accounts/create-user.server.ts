import { Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import type { Actor } from "./permissions.ts";
import type { UserKind, Viewer } from "./viewer.ts";

export interface NewUser {
  kind: UserKind;
  name: string;
  email: string;
  /** Made by hashPassword, outside the transaction: it takes tens of milliseconds. */
  passwordHash: string;
  locale: Viewer["locale"];
  /** IANA zone. */
  timeZone: string;
  /** The address is known to be theirs (they followed a link sent to it). */
  emailVerified?: boolean;
}

export type User = typeof users.$inferSelect;

/** @throws Invalid("email") when the address has an account already, in any upper or lower case */
export async function createUser(tx: Tx, input: NewUser, { now, actor }: { now: Date; actor?: Actor }): Promise<User> {
  const [user] = await tx
    .insert(users)
    .values({
      id: newId(),
      kind: input.kind,
      name: input.name,
      email: input.email,
      passwordHash: input.passwordHash,
      locale: input.locale,
      timeZone: input.timeZone,
      emailVerifiedAt: input.emailVerified ? now : null,
      createdAt: now,
    })
    .onConflictDoNothing({ target: users.email })
    .returning();
  if (!user) throw new Invalid("email", "accounts:errors.emailTaken");
  if (!input.emailVerified) {
    await recordEvent(tx, "user.signed-up", { userId: user.id }, { actor: actor ?? { userId: user.id }, now });
  }
  return user;
}
