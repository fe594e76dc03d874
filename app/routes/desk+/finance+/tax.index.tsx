import { redirect } from "@remix-run/node";
import { requireStaff } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";

/** The year under way. */
export const loader = loaderOf(({ context }) => {
  requireStaff(context, "platform_finance");
  throw redirect(`/desk/finance/tax/${context.now().getUTCFullYear()}`);
});
