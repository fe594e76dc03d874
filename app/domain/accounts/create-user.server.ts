import { Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";

export interface NewUser {
  kind: "agent" | "member" | "staff";
  name: string;
  email: string;
  /** Made by hashPassword, outside the transaction: it takes tens of milliseconds. */
  passwordHash: string;
  locale: "en" | "fr" | "pt" | "es";
  timeZone: string;
}

/**
 * Makes a person known; a job then mails them a link that verifies the address.
 * @throws Invalid("email") when the address is taken
 */
export async function createUser(tx: Tx, input: NewUser, { now }: { now: Date }) {
  const [user] = await tx
    .insert(users)
    .values({ ...input, id: newId(), createdAt: now })
    .onConflictDoNothing({ target: users.email })
    .returning();
  if (!user) throw new Invalid("email", "accounts:errors.emailTaken");
  await recordEvent(tx, "user.signed-up", { userId: user.id }, { actor: { userId: user.id }, now });
  return user;
}
