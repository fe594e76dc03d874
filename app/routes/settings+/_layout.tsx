import { Outlet, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { homeOf } from "#app/domain/accounts/viewer.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { QuietShell } from "#app/ui/accounts/quiet-shell.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";

export const loader = loaderOf(({ context }) => ({ home: homeOf(requireViewer(context).viewer.kind) }));

export default function SettingsArea() {
  const { home } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  return (
    <QuietShell home={home} wide>
      <LinkTabs
        items={(["profile", "password", "sessions", "api-tokens"] as const).map((tab) => ({
          to: `/settings/${tab}`,
          label: t(`settings.tabs.${tab}`),
        }))}
      />
      <div className="mt-6">
        <Outlet />
      </div>
    </QuietShell>
  );
}
