import { and, eq, isNull } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { apiTokens } from "#db/schema/accounts.ts";
import type { Context } from "./permissions.ts";

/** @param input.tokenHash as listed. Twice is once; somebody else's is left alone */
export async function revokeApiToken(tx: Tx, { tokenHash }: { tokenHash: string }, { actor, now }: Context): Promise<void> {
  if (!actor.userId) throw new NotFound();
  await tx
    .update(apiTokens)
    .set({ revokedAt: now })
    .where(and(eq(apiTokens.tokenHash, tokenHash), eq(apiTokens.userId, actor.userId), isNull(apiTokens.revokedAt)));
}

export async function apiTokensOf(db: Queryable, userId: string) {
  return db
    .select({ tokenHash: apiTokens.tokenHash, label: apiTokens.label, createdAt: apiTokens.createdAt })
    .from(apiTokens)
    .where(and(eq(apiTokens.userId, userId), isNull(apiTokens.revokedAt)))
    .orderBy(apiTokens.createdAt);
}
