import { and, isNull, lt } from "drizzle-orm";
import { Forbidden } from "#app/kernel/errors.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { accountTokens, apiTokens, memberInvitations, sessions, signInAttempts } from "#db/schema/accounts.ts";
import type { Context } from "./permissions.ts";
import { WINDOW_MINUTES } from "./sign-in-limits.server.ts";

/** How long one may look up which token was revoked when (decision 034). */
const REVOKED_TOKEN_DAYS = 90;

/**
 * Takes away what time has made worthless: expired sessions, mailed links and invitations, tokens revoked long ago, and failed attempts of windows gone by, which
 * anybody can make by guessing addresses.
 * @param realNow real time (UTC instant): none of these follow the demo's clock
 */
export async function sweepAccounts(tx: Tx, { realNow }: { realNow: Date }, { actor }: Pick<Context, "actor">): Promise<void> {
  if (actor.kind !== "system") throw new Forbidden();
  await tx.delete(sessions).where(lt(sessions.expiresAt, realNow));
  await tx.delete(accountTokens).where(lt(accountTokens.expiresAt, realNow));
  await tx.delete(memberInvitations).where(and(isNull(memberInvitations.acceptedAt), lt(memberInvitations.expiresAt, realNow)));
  await tx.delete(apiTokens).where(lt(apiTokens.revokedAt, addDays(realNow, -REVOKED_TOKEN_DAYS)));
  const windowStart = new Date(realNow.getTime() - WINDOW_MINUTES * 60_000);
  await tx.delete(signInAttempts).where(lt(signInAttempts.firstFailureAt, windowStart));
}
