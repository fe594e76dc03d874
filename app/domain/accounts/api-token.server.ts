import { and, eq, isNull } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { apiTokens } from "#db/schema/accounts.ts";
import { secretHash } from "./secret.server.ts";
import type { Viewer } from "./viewer.ts";
import { viewerById } from "./viewer-query.server.ts";

/** Who an API token belongs to; null when unknown or revoked. */
export async function viewerOfApiToken(db: Queryable, token: string): Promise<Viewer | null> {
  const [row] = await db
    .select({ userId: apiTokens.userId })
    .from(apiTokens)
    .where(and(eq(apiTokens.tokenHash, secretHash(token)), isNull(apiTokens.revokedAt)));
  return row ? viewerById(db, row.userId) : null;
}
