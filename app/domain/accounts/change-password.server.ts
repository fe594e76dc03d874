import { eq } from "drizzle-orm";
import { Invalid, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { hashPassword, verifyPassword } from "./password.server.ts";
import type { Actor } from "./permissions.ts";
import { invalidateUserSessions } from "./session.server.ts";
import { attemptKey, countAttempt, forgetAttempts, limits } from "./sign-in-limits.server.ts";

/**
 * Replaces a password by one who knows the old one, and signs them out everywhere else. Takes `db`: wrong guesses stay counted (somebody
 * at an open screen), and hashing must not hold a transaction.
 * @throws Invalid("currentPassword") when it is wrong, TooMany after five wrong ones in fifteen minutes
 */
export async function changePassword(
  db: Db,
  input: { currentPassword: string; password: string; keepToken: string | null },
  { actor, realNow }: { actor: Actor; realNow: Date },
): Promise<void> {
  if (!actor.userId) throw new NotFound();
  const [user] = await db.select().from(users).where(eq(users.id, actor.userId));
  if (!user) throw new NotFound();
  const address = attemptKey("address", user.email);
  await countAttempt(db, address, limits.address, realNow);
  if (!(await verifyPassword(user.passwordHash, input.currentPassword)))
    throw new Invalid("currentPassword", "accounts:errors.passwordWrong");
  await forgetAttempts(db, address);
  const passwordHash = await hashPassword(input.password);
  await db.transaction(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, user.id));
    await invalidateUserSessions(tx, user.id, input.keepToken ?? undefined);
  });
}
