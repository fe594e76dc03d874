import { Outlet } from "@remix-run/react";
import { QuietShell } from "#app/ui/accounts/quiet-shell.tsx";

export default function AuthArea() {
  return (
    <QuietShell>
      <Outlet />
    </QuietShell>
  );
}
