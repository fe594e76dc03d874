import type { NextFunction, Request, Response } from "express";
import { viewerOfApiToken } from "#app/domain/accounts/api-token.server.ts";
import { readSessionToken, sessionViewer } from "#app/domain/accounts/session.server.ts";
import type { Viewer } from "#app/domain/accounts/viewer.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { DomainError, Invalid } from "#app/kernel/errors.ts";
import type { ServerDeps } from "./server-deps.ts";

/** Who is asking an endpoint: the session cookie, or `Authorization: Bearer` with an API token. Null when signed out. */
export async function viewerOfRequest(deps: Pick<ServerDeps, "db" | "env">, request: Request): Promise<Viewer | null> {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (bearer) return viewerOfApiToken(deps.db, bearer);
  const token = readSessionToken(request.headers.cookie ?? null, deps.env.PUBLIC_URL);
  return token ? sessionViewer(deps.db, token) : null;
}

/** An endpoint's answer to an error: the error's own status and JSON that names what is wrong; anything unexpected goes on to the 500. */
export function requestErrors(error: unknown, response: Response, next: NextFunction): void {
  if (!(error instanceof DomainError)) {
    next(error);
    return;
  }
  const message = translator("en")(error.key, error.params);
  const field = error instanceof Invalid ? { field: error.field } : {};
  response.status(error.status).json({ error: { key: error.key, message, ...field } });
}
