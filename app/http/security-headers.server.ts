import crypto from "node:crypto";
import type { RequestHandler, Response } from "express";
import helmet from "helmet";
import type { Env } from "#app/kernel/env.server.ts";

/**
 * What browsers may do with our pages: scripts only under this answer's nonce, forms only to us and to Stripe's own pages, no frame around
 * us. Leaves the nonce in `response.locals.cspNonce`.
 */
export function securityHeaders(env: Pick<Env, "PUBLIC_URL" | "STRIPE_SANDBOX_URL">): RequestHandler[] {
  const headers = helmet({
    contentSecurityPolicy: {
      directives: {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'strict-dynamic'", (_request, response) => `'nonce-${(response as Response).locals.cspNonce}'`],
        "connect-src": ["'self'"],
        // The tracker's service worker; without this it would fall under the scripts' nonce.
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        // Radix sets styles on elements (stack.md, "UI"); scripts stay under the nonce.
        "style-src": ["'self'", "'unsafe-inline'"],
        // Card entry and onboarding are on Stripe's own pages (or the local sandbox's), reached by a form's redirect.
        "form-action": [
          "'self'",
          "https://checkout.stripe.com",
          "https://connect.stripe.com",
          "https://hooks.stripe.com",
          ...(env.STRIPE_SANDBOX_URL ? [env.STRIPE_SANDBOX_URL] : []),
        ],
        "frame-ancestors": ["'none'"],
        "upgrade-insecure-requests": env.PUBLIC_URL.startsWith("https:") ? [] : null,
      },
    },
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: env.PUBLIC_URL.startsWith("https:"),
    referrerPolicy: { policy: "same-origin" },
  });
  return [
    (_request, response, next) => {
      response.locals.cspNonce = crypto.randomBytes(16).toString("base64");
      next();
    },
    headers,
  ];
}
