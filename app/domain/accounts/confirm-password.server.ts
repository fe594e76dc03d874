import { eq } from "drizzle-orm";
import { Invalid, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { verifyPassword } from "./password.server.ts";
import type { Actor } from "./permissions.ts";
import { attemptKey, countAttempt, forgetAttempts, limits } from "./sign-in-limits.server.ts";

/**
 * Asks a signed-in person for their password again, before what an open screen must not give away. Takes `db`: wrong guesses stay counted.
 * @param field the form's, named when it is wrong; @param realNow real time (UTC instant)
 * @throws Invalid when it is wrong, TooMany after five wrong ones in fifteen minutes, NotFound for the system
 */
export async function confirmPassword(
  db: Db,
  { password, field }: { password: string; field: string },
  { actor, realNow }: { actor: Actor; realNow: Date },
): Promise<typeof users.$inferSelect> {
  if (!actor.userId) throw new NotFound();
  const [user] = await db.select().from(users).where(eq(users.id, actor.userId));
  if (!user) throw new NotFound();
  const address = attemptKey("address", user.email);
  await countAttempt(db, address, limits.address, realNow);
  if (!(await verifyPassword(user.passwordHash, password))) throw new Invalid(field, "accounts:errors.passwordWrong");
  await forgetAttempts(db, address);
  return user;
}
