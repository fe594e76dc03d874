import { redirect } from "@remix-run/node";
import { invalidateSession, sessionCookie } from "#app/domain/accounts/session.server.ts";
import { actionOf } from "#app/http/route.server.ts";

export const loader = () => redirect("/");

export const action = actionOf(async ({ context }) => {
  if (context.sessionToken) await invalidateSession(context.db, context.sessionToken);
  return redirect("/auth/sign-in", { headers: { "Set-Cookie": sessionCookie(null, context.env.PUBLIC_URL) } });
});
