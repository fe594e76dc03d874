import type { NextFunction, Request, Response } from "express";

const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses writes that another site started: the browser tells the origin of each (Sec-Fetch-Site, Origin). Together with SameSite cookies
 * this is the protection against cross-site request forgery (OWASP CSRF cheat sheet, "Fetch Metadata"). Webhooks are signed and bearer
 * tokens are never sent by a browser by itself, so both pass.
 */
export function sameOrigin(publicUrl: string) {
  const ours = new URL(publicUrl).host;
  return (request: Request, response: Response, next: NextFunction) => {
    if (safe.has(request.method) || request.path.startsWith("/webhooks/")) return next();
    if (request.headers.authorization && !request.headers.cookie) return next();
    if (isOurs(request, ours)) return next();
    response
      .status(403)
      .type("text/plain")
      .send("This request came from another site and was refused. Open the page on Deskhand itself and try again.");
  };
}

function isOurs(request: Request, ours: string): boolean {
  const site = request.headers["sec-fetch-site"];
  if (site) return site === "same-origin" || site === "none";
  const origin = request.headers.origin ?? request.headers.referer;
  if (!origin) return false;
  try {
    const { host } = new URL(origin);
    return host === ours || host === request.headers.host;
  } catch {
    return false; // "null" and other origins that are no address
  }
}
