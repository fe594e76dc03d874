import {
  ArrowLeftRight,
  BadgeCheck,
  Banknote,
  BarChart3,
  BookOpen,
  Briefcase,
  Building2,
  CalendarCheck,
  CalendarClock,
  CalendarDays,
  ClipboardCheck,
  FileSignature,
  FolderSearch,
  Gavel,
  GitCompareArrows,
  HandCoins,
  Headset,
  Inbox,
  Landmark,
  LayoutDashboard,
  ListChecks,
  ListOrdered,
  MessagesSquare,
  PiggyBank,
  Receipt,
  Scale,
  ScrollText,
  Search,
  ShieldAlert,
  ShieldCheck,
  Stamp,
  Timer,
  Undo2,
  UserCheck,
  UserRound,
  Users,
  Wallet,
  Waypoints,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { may, type Permission } from "#app/domain/accounts/permissions.ts";
import { actorOf, type Viewer } from "#app/domain/accounts/viewer.ts";
import { AppShell } from "./app-shell.tsx";
import type { NavItem } from "./nav-list.tsx";
import { QuietShell } from "./quiet-shell.tsx";
import { useViewer } from "./viewer.ts";

interface Place extends NavItem {
  /** Shown only to those who may. */
  needs?: Permission;
}

/** Labels under "shell:nav". */
const places = {
  agent: [
    { to: "/agent", label: "home", icon: LayoutDashboard, primary: true, end: true },
    { to: "/agent/tracker", label: "tracker", icon: Timer, primary: true },
    { to: "/agent/shifts", label: "shifts", icon: CalendarClock },
    { to: "/agent/diary", label: "diary", icon: CalendarDays },
    { to: "/agent/metrics", label: "metrics", icon: BarChart3 },
    { to: "/agent/timesheets", label: "timesheets", icon: ClipboardCheck },
    { to: "/agent/disputes", label: "disputes", icon: Gavel },
    { to: "/agent/conversations", label: "conversations", icon: MessagesSquare, primary: true },
    { to: "/agent/earnings", label: "earnings", icon: Wallet, primary: true },
    { to: "/agent/tax", label: "tax", icon: Stamp },
    { to: "/agent/invoices", label: "invoices", icon: Receipt },
    { to: "/agent/roles", label: "findWork", icon: Search },
    { to: "/agent/applications", label: "applications", icon: Inbox },
    { to: "/agent/contracts", label: "contracts", icon: FileSignature },
    { to: "/agent/tier", label: "tier", icon: BadgeCheck },
    { to: "/agent/profile", label: "profile", icon: UserRound },
  ],
  business: [
    { to: "/business", label: "home", icon: LayoutDashboard, primary: true, end: true },
    { to: "/business/roles", label: "roles", icon: Briefcase, primary: true },
    { to: "/business/agents", label: "findAgents", icon: Search },
    { to: "/business/applications", label: "applications", icon: Inbox },
    { to: "/business/contracts", label: "contracts", icon: FileSignature, primary: true },
    { to: "/business/conversations", label: "conversations", icon: MessagesSquare, primary: true },
    { to: "/business/shifts", label: "shifts", icon: CalendarClock },
    { to: "/business/diary", label: "diary", icon: CalendarDays },
    { to: "/business/metrics", label: "metrics", icon: BarChart3 },
    { to: "/business/helpdesks", label: "helpdesks", icon: Headset },
    { to: "/business/timesheets", label: "timesheets", icon: ClipboardCheck },
    { to: "/business/disputes", label: "disputes", icon: Gavel },
    { to: "/business/bills", label: "bills", icon: Receipt, needs: "bills.view" },
    { to: "/business/tax", label: "tax", icon: Stamp, needs: "tax.view" },
    { to: "/business/promotions", label: "promotions", icon: BadgeCheck },
    { to: "/business/members", label: "members", icon: Users },
  ],
  desk: [
    { to: "/desk", label: "home", icon: LayoutDashboard, primary: true, end: true },
    { to: "/desk/disputes", label: "disputes", icon: Gavel, primary: true, needs: "disputes.view" },
    { to: "/desk/ranks", label: "ranks", icon: ListOrdered, primary: true, needs: "ranks.review" },
    { to: "/desk/finance", label: "finance", icon: Landmark, primary: true, needs: "ledger.view", end: true },
    { to: "/desk/finance/businesses", label: "payers", icon: Building2, needs: "terms.decide", group: "moneyIn" },
    { to: "/desk/finance/refunds", label: "refunds", icon: Undo2, needs: "ledger.view", group: "moneyIn" },
    { to: "/desk/finance/chargebacks", label: "chargebacks", icon: ShieldAlert, needs: "ledger.view", group: "moneyIn" },
    { to: "/desk/finance/payouts", label: "payouts", icon: Banknote, primary: true, needs: "payouts.view", group: "moneyOut" },
    { to: "/desk/finance/float", label: "float", icon: PiggyBank, needs: "finance.act", group: "moneyOut" },
    { to: "/desk/finance/recoveries", label: "recoveries", icon: HandCoins, needs: "payouts.view", group: "moneyOut" },
    { to: "/desk/finance/fx", label: "exchange", icon: ArrowLeftRight, needs: "payouts.view", group: "moneyOut" },
    { to: "/desk/finance/tax", label: "tax", icon: Stamp, needs: "tax.view", group: "moneyOut" },
    { to: "/desk/finance/trial-balance", label: "trialBalance", icon: Scale, needs: "ledger.view", group: "books" },
    { to: "/desk/finance/accounts", label: "accounts", icon: BookOpen, needs: "ledger.view", group: "books" },
    { to: "/desk/finance/months", label: "months", icon: CalendarCheck, needs: "ledger.view", group: "books" },
    {
      to: "/desk/finance/reconciliation",
      label: "reconciliation",
      icon: GitCompareArrows,
      primary: true,
      needs: "reconciliation.view",
      group: "books",
    },
    { to: "/desk/finance/cases", label: "cases", icon: FolderSearch, needs: "reconciliation.view", group: "books" },
    { to: "/desk/finance/proofs", label: "proofs", icon: ShieldCheck, needs: "ledger.view", group: "books" },
    { to: "/desk/finance/trace", label: "trace", icon: Waypoints, needs: "trace.view", group: "books" },
    { to: "/desk/finance/runs", label: "runs", icon: ListChecks, needs: "ledger.view", group: "control" },
    { to: "/desk/finance/approvals", label: "approvals", icon: UserCheck, needs: "finance.act", group: "control" },
    { to: "/desk/finance/audit", label: "audit", icon: ScrollText, needs: "finance.act", group: "control" },
  ],
} satisfies Record<string, Place[]>;

export type Area = keyof typeof places;

/** The area a person belongs to; null when signed out and for a member of no team. */
export function areaOf(viewer: Viewer | null): Area | null {
  if (!viewer) return null;
  if (viewer.kind === "member") return viewer.businessId ? "business" : null;
  return viewer.kind === "agent" ? "agent" : "desk";
}

/** The frame of an area with the places its reader may go to. */
export function AreaShell({ area, children }: { area: Area; children: ReactNode }) {
  const { t } = useTranslation("shell");
  const viewer = useViewer();
  const mine = (needs: Permission) =>
    viewer !== null && may(actorOf(viewer), needs, { businessId: viewer.businessId ?? undefined });
  const nav = (places[area] as Place[])
    .filter(({ needs }) => !needs || mine(needs))
    .map(({ label, ...place }) => ({ ...place, label: t(`nav.${label}`) }));
  return (
    <AppShell area={area} nav={nav}>
      {children}
    </AppShell>
  );
}

/** The frame of pages that belong to a person and to no area: that of their own area, a quiet one for others. */
export function PersonalShell({ children }: { children: ReactNode }) {
  const area = areaOf(useViewer());
  return area ? <AreaShell area={area}>{children}</AreaShell> : <QuietShell wide>{children}</QuietShell>;
}
