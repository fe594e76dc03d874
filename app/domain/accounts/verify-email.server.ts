import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { redeemLink } from "./account-link.server.ts";

/** The address is theirs: they followed the link sent to it. @throws Invalid when the link is unknown, used or too old */
export async function verifyEmail(tx: Tx, input: { token: string }, { now, realNow }: { now: Date; realNow: Date }) {
  const userId = await redeemLink(tx, { token: input.token, purpose: "verify-email" }, realNow);
  await tx
    .update(users)
    .set({ emailVerifiedAt: now })
    .where(and(eq(users.id, userId), isNull(users.emailVerifiedAt)));
  return { userId };
}
