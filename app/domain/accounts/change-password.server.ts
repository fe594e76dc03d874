import { eq } from "drizzle-orm";
import type { Db } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { confirmPassword } from "./confirm-password.server.ts";
import { hashPassword } from "./password.server.ts";
import type { Actor } from "./permissions.ts";
import { invalidateUserSessions } from "./session.server.ts";

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
  const user = await confirmPassword(db, { password: input.currentPassword, field: "currentPassword" }, { actor, realNow });
  const passwordHash = await hashPassword(input.password);
  await db.transaction(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, user.id));
    await invalidateUserSessions(tx, user.id, input.keepToken ?? undefined);
  });
}
