import { and, isNull, lt } from "drizzle-orm";
import { Forbidden } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { accountTokens, memberInvitations, sessions, signInAttempts } from "#db/schema/accounts.ts";
import type { Context } from "./permissions.ts";
import { WINDOW_MINUTES } from "./sign-in-limits.server.ts";

/**
 * Takes away what time has made worthless: expired sessions, mailed links and invitations, and failed attempts of windows gone by, which
 * anybody can make by guessing addresses.
 * @param realNow real time (UTC instant): none of these follow the demo's clock
 */
export async function sweepAccounts(tx: Tx, { realNow }: { realNow: Date }, { actor }: Pick<Context, "actor">): Promise<void> {
  if (actor.kind !== "system") throw new Forbidden();
  await tx.delete(sessions).where(lt(sessions.expiresAt, realNow));
  await tx.delete(accountTokens).where(lt(accountTokens.expiresAt, realNow));
  await tx.delete(memberInvitations).where(and(isNull(memberInvitations.acceptedAt), lt(memberInvitations.expiresAt, realNow)));
  const windowStart = new Date(realNow.getTime() - WINDOW_MINUTES * 60_000);
  await tx.delete(signInAttempts).where(lt(signInAttempts.firstFailureAt, windowStart));
}
