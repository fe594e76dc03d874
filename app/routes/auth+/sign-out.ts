import { redirect, redirectDocument } from "@remix-run/node";
import { invalidateSession, sessionCookie } from "#app/domain/accounts/session.server.ts";
import { actionOf } from "#app/http/route.server.ts";

export const loader = () => redirect("/");

export const action = actionOf(async ({ context }) => {
  if (context.sessionToken) await invalidateSession(context.db, context.sessionToken);
  // A whole page anew: who comes next may read another language, and nothing of this person stays in memory.
  return redirectDocument("/auth/sign-in", { headers: { "Set-Cookie": sessionCookie(null, context.env.PUBLIC_URL) } });
});
