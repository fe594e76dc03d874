import { and, eq, isNull } from "drizzle-orm";
import { Conflict, Invalid, NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { apiTokens, users } from "#db/schema/accounts.ts";
import type { Context } from "./permissions.ts";
import { newSecret, secretHash } from "./secret.server.ts";

/** Living tokens of one person: a handful of machines. */
const MOST_TOKENS = 20;

/**
 * A bearer token that acts as the person. A form sent twice makes one: each living token has a label of its own.
 * @returns the token, shown once and never again: only its hash is kept
 * @throws Invalid("label") when a living token has it, Conflict when there are too many
 */
export async function createApiToken(tx: Tx, { label }: { label: string }, { actor, now }: Context): Promise<{ token: string }> {
  if (!actor.userId) throw new NotFound();
  await tx.select({ id: users.id }).from(users).where(eq(users.id, actor.userId)).for("update");
  const living = await tx
    .select({ label: apiTokens.label })
    .from(apiTokens)
    .where(and(eq(apiTokens.userId, actor.userId), isNull(apiTokens.revokedAt)));
  if (living.some((token) => token.label === label)) throw new Invalid("label", "accounts:errors.tokenLabelTaken");
  if (living.length >= MOST_TOKENS) throw new Conflict("accounts:errors.tooManyTokens", { count: MOST_TOKENS });
  // The prefix lets scanners of leaked secrets tell what it is.
  const token = `dh_${newSecret()}`;
  await tx.insert(apiTokens).values({ tokenHash: secretHash(token), userId: actor.userId, label, createdAt: now });
  return { token };
}
