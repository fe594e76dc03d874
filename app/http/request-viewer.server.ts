import type { Request } from "express";
import { viewerOfApiToken } from "#app/domain/accounts/api-token.server.ts";
import { readSessionToken, sessionViewer } from "#app/domain/accounts/session.server.ts";
import type { Viewer } from "#app/domain/accounts/viewer.ts";
import type { ServerDeps } from "./server-deps.ts";

/** Who is asking an endpoint: the session cookie, or `Authorization: Bearer` with an API token. Null when signed out. */
export async function viewerOfRequest(deps: Pick<ServerDeps, "db">, request: Request): Promise<Viewer | null> {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (bearer) return viewerOfApiToken(deps.db, bearer);
  const token = readSessionToken(request.headers.cookie ?? null);
  return token ? sessionViewer(deps.db, token) : null;
}
