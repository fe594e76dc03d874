import { Outlet } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { PersonalShell } from "#app/ui/shell/area-shell.tsx";

export const loader = loaderOf(({ context }) => {
  requireViewer(context);
  return null;
});

export default function SettingsArea() {
  const { t } = useTranslation("accounts");
  return (
    <PersonalShell>
      <div className="mx-auto grid w-full max-w-4xl gap-6">
        <LinkTabs
          items={(["profile", "password", "sessions", "api-tokens", "my-data"] as const).map((tab) => ({
            to: `/settings/${tab}`,
            label: t(`settings.tabs.${tab}`),
          }))}
        />
        <Outlet />
      </div>
    </PersonalShell>
  );
}
