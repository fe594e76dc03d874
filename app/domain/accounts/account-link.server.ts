import { and, eq, gt, isNull } from "drizzle-orm";
import { Invalid } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { accountTokens } from "#db/schema/accounts.ts";
import { newSecret, secretHash } from "./secret.server.ts";

type Purpose = typeof accountTokens.$inferSelect.purpose;

/** Hours a mailed link lives, real time: a reset is urgent, an address may wait for the weekend to pass. */
export const linkHours: Record<Purpose, number> = { "verify-email": 72, "reset-password": 1 };

/** A new one-time link's secret; only its hash is kept. Older links go on working until one of them is used. */
export async function issueLink(tx: Tx, input: { userId: string; purpose: Purpose }, realNow: Date): Promise<string> {
  const token = newSecret();
  await tx.insert(accountTokens).values({
    tokenHash: secretHash(token),
    userId: input.userId,
    purpose: input.purpose,
    expiresAt: new Date(realNow.getTime() + linkHours[input.purpose] * 3_600_000),
  });
  return token;
}

/**
 * Uses a link up, and every other one of the same purpose with it.
 * @returns whose it was. @throws Invalid when it is unknown, used or too old
 */
export async function redeemLink(tx: Tx, input: { token: string; purpose: Purpose }, realNow: Date): Promise<string> {
  const [link] = await tx
    .select({ userId: accountTokens.userId })
    .from(accountTokens)
    .where(
      and(
        eq(accountTokens.tokenHash, secretHash(input.token)),
        eq(accountTokens.purpose, input.purpose),
        isNull(accountTokens.usedAt),
        gt(accountTokens.expiresAt, realNow),
      ),
    )
    .for("update");
  if (!link) throw new Invalid("", "accounts:errors.linkDead");
  await tx
    .update(accountTokens)
    .set({ usedAt: realNow })
    .where(and(eq(accountTokens.userId, link.userId), eq(accountTokens.purpose, input.purpose), isNull(accountTokens.usedAt)));
  return link.userId;
}
