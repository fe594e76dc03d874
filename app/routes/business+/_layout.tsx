import { Outlet } from "@remix-run/react";
import {
  BadgeCheck,
  Briefcase,
  ClipboardCheck,
  FileSignature,
  Inbox,
  LayoutDashboard,
  MessagesSquare,
  Receipt,
  Users,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { requireMember } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { AppShell } from "#app/ui/shell/app-shell.tsx";

export const loader = loaderOf(({ context }) => {
  requireMember(context);
  return null;
});

export default function BusinessArea() {
  const { t } = useTranslation("shell");
  return (
    <AppShell
      area="business"
      nav={[
        { to: "/business", label: t("nav.home"), icon: LayoutDashboard, primary: true },
        { to: "/business/roles", label: t("nav.roles"), icon: Briefcase, primary: true },
        { to: "/business/applications", label: t("nav.applications"), icon: Inbox },
        { to: "/business/contracts", label: t("nav.contracts"), icon: FileSignature, primary: true },
        { to: "/business/conversations", label: t("nav.conversations"), icon: MessagesSquare, primary: true },
        { to: "/business/timesheets", label: t("nav.timesheets"), icon: ClipboardCheck },
        { to: "/business/bills", label: t("nav.bills"), icon: Receipt },
        { to: "/business/promotions", label: t("nav.promotions"), icon: BadgeCheck },
        { to: "/business/members", label: t("nav.members"), icon: Users },
      ]}
    >
      <Outlet />
    </AppShell>
  );
}
