import { sql } from "drizzle-orm";
import { Forbidden, Invalid } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { verifyPassword } from "./password.server.ts";
import { createSession, invalidateSession } from "./session.server.ts";
import { attemptKey, countAttempt, forgetAttempts, forgiveAttempt, limits } from "./sign-in-limits.server.ts";
import type { UserKind } from "./viewer.ts";

/** The browser that signs in: the session it had ends, so that a planted one is worth nothing afterwards. */
export interface Browser {
  userAgent: string | null;
  oldToken: string | null;
  publicUrl: string;
}

/**
 * Signs a person in by address and password. Takes `db`, not a transaction: failures stay counted although it throws.
 * @param input.network the caller's network address; @param realNow real time (UTC instant)
 * @throws TooMany after five failures of an address in fifteen minutes (fifty of a network), Invalid when address and password do not
 *   belong together (unknown addresses take as long and read the same), Forbidden for the suspended
 */
export async function signIn(
  db: Db,
  input: { email: string; password: string; network: string } & Browser,
  realNow: Date,
): Promise<{ kind: UserKind; cookie: string }> {
  const address = attemptKey("address", input.email);
  const network = attemptKey("network", input.network);
  await countAttempt(db, network, limits.network, realNow);
  await countAttempt(db, address, limits.address, realNow);

  const [user] = await db.select().from(users).where(sql`${users.email} = ${input.email}::citext`);
  const right = await verifyPassword(user?.passwordHash ?? null, input.password);
  if (!user || !right) throw new Invalid("", "accounts:errors.signInFailed");

  await forgetAttempts(db, address);
  await forgiveAttempt(db, network);
  if (user.suspendedAt) throw new Forbidden("accounts:errors.suspended");
  return { kind: user.kind, cookie: await startSession(db, user.id, input) };
}

/** A new session in place of the one the browser had. @returns the Set-Cookie value */
export async function startSession(db: Db, userId: string, browser: Browser): Promise<string> {
  const { cookie } = await createSession(db, { userId, userAgent: browser.userAgent, publicUrl: browser.publicUrl });
  if (browser.oldToken) await invalidateSession(db, browser.oldToken);
  return cookie;
}
