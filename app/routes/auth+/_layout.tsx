import { Outlet } from "@remix-run/react";
import { QuietShell } from "#app/ui/shell/quiet-shell.tsx";

export default function AuthArea() {
  return (
    <QuietShell>
      <Outlet />
    </QuietShell>
  );
}
