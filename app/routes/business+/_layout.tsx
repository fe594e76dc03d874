import { Outlet } from "@remix-run/react";
import { requireMember } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { AreaShell } from "#app/ui/shell/area-shell.tsx";
import { AreaRefusal } from "#app/ui/shell/refusal.tsx";

export const loader = loaderOf(({ context }) => {
  requireMember(context);
  return null;
});

export default function BusinessArea() {
  return (
    <AreaShell area="business">
      <Outlet />
    </AreaShell>
  );
}

export function ErrorBoundary() {
  return <AreaRefusal area="business" />;
}
