import { Outlet } from "@remix-run/react";
import { requireStaff } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { AreaShell } from "#app/ui/shell/area-shell.tsx";
import { AreaRefusal } from "#app/ui/shell/refusal.tsx";

export const loader = loaderOf(({ context }) => {
  requireStaff(context);
  return null;
});

export default function DeskArea() {
  return (
    <AreaShell area="desk">
      <Outlet />
    </AreaShell>
  );
}

export function ErrorBoundary() {
  return <AreaRefusal area="desk" />;
}
