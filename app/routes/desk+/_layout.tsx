import { Outlet } from "@remix-run/react";
import { Banknote, GitCompareArrows, Landmark, LayoutDashboard, Scale, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { requireStaff } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { AppShell } from "#app/ui/shell/app-shell.tsx";

export const loader = loaderOf(({ context }) => {
  const { viewer } = requireStaff(context);
  return { finance: viewer.staffRoles.includes("platform_finance") };
});

export default function DeskArea() {
  const { t } = useTranslation("shell");
  return (
    <AppShell
      area="desk"
      nav={[
        { to: "/desk", label: t("nav.home"), icon: LayoutDashboard, primary: true },
        { to: "/desk/finance", label: t("nav.finance"), icon: Landmark, primary: true },
        { to: "/desk/finance/trial-balance", label: t("nav.trialBalance"), icon: Scale },
        { to: "/desk/finance/reconciliation", label: t("nav.reconciliation"), icon: GitCompareArrows, primary: true },
        { to: "/desk/finance/proofs", label: t("nav.proofs"), icon: ShieldCheck },
        { to: "/desk/finance/payouts", label: t("nav.payouts"), icon: Banknote, primary: true },
      ]}
    >
      <Outlet />
    </AppShell>
  );
}
