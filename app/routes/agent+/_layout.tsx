import { Outlet } from "@remix-run/react";
import {
  BadgeCheck,
  CalendarDays,
  FileSignature,
  Inbox,
  LayoutDashboard,
  MessagesSquare,
  Search,
  Timer,
  UserRound,
  Wallet,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { requireAgent } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { AppShell } from "#app/ui/shell/app-shell.tsx";

export const loader = loaderOf(({ context }) => {
  requireAgent(context);
  return null;
});

export default function AgentArea() {
  const { t } = useTranslation("shell");
  return (
    <AppShell
      area="agent"
      nav={[
        { to: "/agent", label: t("nav.home"), icon: LayoutDashboard, primary: true },
        { to: "/agent/tracker", label: t("nav.tracker"), icon: Timer, primary: true },
        { to: "/agent/diary", label: t("nav.diary"), icon: CalendarDays },
        { to: "/agent/conversations", label: t("nav.conversations"), icon: MessagesSquare, primary: true },
        { to: "/agent/earnings", label: t("nav.earnings"), icon: Wallet, primary: true },
        { to: "/agent/roles", label: t("nav.findWork"), icon: Search },
        { to: "/agent/applications", label: t("nav.applications"), icon: Inbox },
        { to: "/agent/contracts", label: t("nav.contracts"), icon: FileSignature },
        { to: "/agent/tier", label: t("nav.tier"), icon: BadgeCheck },
        { to: "/agent/profile", label: t("nav.profile"), icon: UserRound },
      ]}
    >
      <Outlet />
    </AppShell>
  );
}
