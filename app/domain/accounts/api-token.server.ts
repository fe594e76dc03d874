import { sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { apiTokens, users } from "#db/schema/accounts.ts";
import { secretHash } from "./secret.server.ts";
import type { Viewer } from "./viewer.ts";
import { type ViewerRow, viewerColumns, withBusiness } from "./viewer-query.server.ts";

/** Who an API token belongs to, in one query; null when unknown or revoked, and for a suspended person. */
export async function viewerOfApiToken(db: Queryable, token: string): Promise<Viewer | null> {
  const [row] = await db.execute<{ viewer: ViewerRow }>(sql`
    select ${viewerColumns} as viewer from ${apiTokens} join ${users} on ${users.id} = ${apiTokens.userId}
    where ${apiTokens.tokenHash} = ${secretHash(token)} and ${apiTokens.revokedAt} is null and ${users.suspendedAt} is null`);
  return row ? withBusiness(row.viewer, null) : null;
}
