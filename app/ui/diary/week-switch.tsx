import { Link, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { shiftWeek } from "#app/kernel/time.ts";
import { When } from "#app/ui/kit/when.tsx";

/** Week before, this one by its Monday, week after. */
export function WeekSwitch({ week, newest }: { week: string; newest: string }) {
  const { t } = useTranslation("diary");
  const [search] = useSearchParams();
  const to = (target: string) => {
    const next = new URLSearchParams(search);
    next.set("week", target);
    return `?${next}`;
  };
  const link = "rounded-lg border border-line px-3 py-1.5 text-sm hover:bg-sunken";
  return (
    <nav aria-label={t("weekSwitch")} className="flex flex-wrap items-center gap-3">
      <Link to={to(shiftWeek(week, -1))} className={link}>
        {t("before")}
      </Link>
      <span className="font-medium text-sm">
        {t("weekOf")} <When at={week} format="date" />
      </span>
      {week < newest ? (
        <Link to={to(shiftWeek(week, 1))} className={link}>
          {t("after")}
        </Link>
      ) : null}
    </nav>
  );
}
