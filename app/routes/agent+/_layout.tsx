import { Outlet } from "@remix-run/react";
import { requireAgent } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { AreaShell } from "#app/ui/shell/area-shell.tsx";
import { AreaRefusal } from "#app/ui/shell/refusal.tsx";

export const loader = loaderOf(({ context }) => {
  requireAgent(context);
  return null;
});

export default function AgentArea() {
  return (
    <AreaShell area="agent">
      <Outlet />
    </AreaShell>
  );
}

export function ErrorBoundary() {
  return <AreaRefusal area="agent" />;
}
