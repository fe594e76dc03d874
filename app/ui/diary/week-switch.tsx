import { Link, useNavigate, useSearchParams } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { shiftWeek, Temporal } from "#app/kernel/time.ts";
import { When } from "#app/ui/kit/when.tsx";

const link = "rounded-lg border border-line px-3 py-1.5 text-sm hover:bg-sunken";

/** Week before, this one by its Monday, week after; the keys j and k do the same. */
export function WeekSwitch({ week, newest }: { week: string; newest: string }) {
  const { t } = useTranslation("diary");
  const [search] = useSearchParams();
  const to = (target: string) => addressWith(search, { week: target, day: null });
  const before = to(shiftWeek(week, -1));
  const after = week < newest ? to(shiftWeek(week, 1)) : null;
  useKeys(before, after);
  return (
    <nav aria-label={t("weekSwitch")} className="flex flex-wrap items-center gap-3">
      <Link to={before} className={link}>
        {t("before")}
      </Link>
      <span className="font-medium text-sm">
        {t("weekOf")} <When at={week} format="date" />
      </span>
      {after ? (
        <Link to={after} className={link}>
          {t("after")}
        </Link>
      ) : null}
    </nav>
  );
}

/** Day before, this day, day after, and back to its week. @param today ISO date on the chosen clock */
export function DaySwitch({ day, week, today }: { day: string; week: string; today: string }) {
  const { t } = useTranslation("diary");
  const [search] = useSearchParams();
  const shifted = (days: number) => Temporal.PlainDate.from(day).add({ days }).toString();
  const before = addressWith(search, { day: shifted(-1), week: null });
  const after = day < today ? addressWith(search, { day: shifted(1), week: null }) : null;
  useKeys(before, after);
  return (
    <nav aria-label={t("daySwitch")} className="flex flex-wrap items-center gap-3">
      <Link to={before} className={link}>
        {t("dayBefore")}
      </Link>
      <span className="font-medium text-sm">
        <When at={day} format="date" />
      </span>
      {after ? (
        <Link to={after} className={link}>
          {t("dayAfter")}
        </Link>
      ) : null}
      <Link to={addressWith(search, { day: null, week })} className={link}>
        {t("wholeWeek")}
      </Link>
    </nav>
  );
}

function addressWith(search: URLSearchParams, changes: Record<string, string | null>): string {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return `?${next}`;
}

/** k goes back in time and j forward, unless somebody is typing. */
function useKeys(before: string, after: string | null): void {
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
      if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.key === "k") navigate(before);
      if (event.key === "j" && after) navigate(after);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate, before, after]);
}
