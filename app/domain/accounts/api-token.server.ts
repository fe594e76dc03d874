import { and, eq, isNull, sql } from "drizzle-orm";
import { keptQuery, type Queryable } from "#db/client.server.ts";
import { apiTokens, users } from "#db/schema/accounts.ts";
import { secretHash } from "./secret.server.ts";
import type { Viewer } from "./viewer.ts";
import { type ViewerRow, viewerColumns, withBusiness } from "./viewer-query.server.ts";

const byHash = keptQuery((db) =>
  db
    .select({ viewer: sql<ViewerRow>`${viewerColumns}` })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.userId))
    .where(and(eq(apiTokens.tokenHash, sql.placeholder("hash")), isNull(apiTokens.revokedAt), isNull(users.suspendedAt)))
    .prepare("api_token"),
);

/** Who an API token belongs to, in one query; null when unknown or revoked, and for a suspended person. */
export async function viewerOfApiToken(db: Queryable, token: string): Promise<Viewer | null> {
  const [row] = await byHash(db).execute({ hash: secretHash(token) });
  return row ? withBusiness(row.viewer, null) : null;
}
