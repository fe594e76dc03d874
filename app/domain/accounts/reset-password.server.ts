import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "#db/client.server.ts";
import { apiTokens, users } from "#db/schema/accounts.ts";
import { redeemLink } from "./account-link.server.ts";
import { invalidateUserSessions } from "./session.server.ts";
import { attemptKey, forgetAttempts } from "./sign-in-limits.server.ts";

/**
 * Sets a new password by a mailed link and signs the person out everywhere, programs with a token included: whoever had the account
 * before the link was followed has it no more. The link also proves the address.
 * @throws Invalid when the link is unknown, used or too old
 */
export async function resetPassword(
  tx: Tx,
  input: { token: string; passwordHash: string },
  { now, realNow }: { now: Date; realNow: Date },
): Promise<{ userId: string }> {
  const userId = await redeemLink(tx, { token: input.token, purpose: "reset-password" }, realNow);
  const [user] = await tx
    .update(users)
    .set({
      passwordHash: input.passwordHash,
      emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, ${now.toISOString()}::timestamptz)`,
    })
    .where(eq(users.id, userId))
    .returning();
  await invalidateUserSessions(tx, userId);
  await tx
    .update(apiTokens)
    .set({ revokedAt: now })
    .where(and(eq(apiTokens.userId, userId), isNull(apiTokens.revokedAt)));
  await forgetAttempts(tx, attemptKey("address", user!.email));
  return { userId };
}
