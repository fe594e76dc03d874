import { Outlet } from "@remix-run/react";
import { requireStaff } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";

export const loader = loaderOf(({ context }) => {
  requireStaff(context, "platform_finance");
  return null;
});

export default function FinanceArea() {
  return <Outlet />;
}
