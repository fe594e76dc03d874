import { NavLink } from "@remix-run/react";
import { useTranslation } from "react-i18next";

/** Tabs that are addresses: each can be sent to a colleague. */
export function LinkTabs({ items }: { items: { to: string; label: string; count?: number; active?: boolean }[] }) {
  const { t } = useTranslation("kit");
  return (
    <nav aria-label={t("tabs")} className="flex gap-1 overflow-x-auto border-line border-b">
      {items.map((item) => (
        <NavLink
          key={item.to}
          to={item.to}
          end
          className={({ isActive }) =>
            `whitespace-nowrap border-b-2 px-3 py-2 text-sm ${(item.active ?? isActive) ? "border-accent font-medium text-accent" : "border-transparent text-soft hover:text-ink"}`
          }
        >
          {item.label}
          {item.count === undefined ? null : <span className="tabular ml-1.5 text-faint">{item.count}</span>}
        </NavLink>
      ))}
    </nav>
  );
}
