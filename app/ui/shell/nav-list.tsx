import { NavLink, useLocation } from "@remix-run/react";
import { ChevronRight, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";

/** Under "shell:nav.groups". */
export type NavGroup = "moneyIn" | "moneyOut" | "books" | "control";

export interface NavItem {
  to: string;
  label: string;
  icon: LucideIcon;
  /** Shown in the phone's bottom bar. */
  primary?: boolean;
  /** Stands under this heading, together with the others of it; without one, above all groups. */
  group?: NavGroup;
  /** Only this page, not those below its address: another place has them. */
  end?: boolean;
}

export const navLinkClass = ({ isActive }: { isActive: boolean }) =>
  `flex min-h-9 items-center gap-3 rounded-lg px-3 text-sm ${isActive ? "bg-accent-soft font-medium text-accent-strong" : "text-soft hover:bg-sunken hover:text-ink"}`;

/**
 * The places of an area. Where they are grouped, a heading opens and closes its group (a disclosure, for the keyboard and without JavaScript
 * too); the reader's own group is open and marked, and opening another by hand closes none.
 */
export function NavList({ nav }: { nav: NavItem[] }) {
  const { t } = useTranslation("shell");
  const { pathname } = useLocation();
  const groups = [...new Set(nav.flatMap((item) => (item.group ? [item.group] : [])))];
  return (
    <>
      <NavLinks items={nav.filter((item) => !item.group)} />
      {groups.map((group) => {
        const items = nav.filter((item) => item.group === group);
        const here = items.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
        return (
          <details key={group} open={here} className="group mt-1">
            <summary
              className={`flex min-h-9 cursor-pointer list-none items-center gap-2 rounded-lg px-3 font-semibold text-xs uppercase tracking-wide hover:bg-sunken ${here ? "text-accent-strong" : "text-soft"}`}
            >
              {t(`nav.groups.${group}`)}
              {here ? (
                <>
                  <span aria-hidden="true" className="size-1.5 rounded-full bg-accent" />
                  <span className="sr-only">{t("nav.here")}</span>
                </>
              ) : null}
              <ChevronRight aria-hidden="true" className="ml-auto size-4 group-open:rotate-90" />
            </summary>
            <div className="mt-0.5 grid gap-0.5">
              <NavLinks items={items} />
            </div>
          </details>
        );
      })}
    </>
  );
}

function NavLinks({ items }: { items: NavItem[] }) {
  return items.map(({ to, label, icon: Icon, end }) => (
    <NavLink key={to} to={to} end={end} className={navLinkClass}>
      <Icon className="size-4 shrink-0" aria-hidden="true" />
      {label}
    </NavLink>
  ));
}
