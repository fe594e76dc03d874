import { Link, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";

/** A clock to read the diary on: whose it is, and its IANA zone. */
export interface Clock {
  key: "yours" | "agent" | "business" | "utc";
  zone: string;
}

/** The clock that the address asks for, the first one otherwise. */
export function useChosenClock(clocks: Clock[]): Clock {
  const [search] = useSearchParams();
  return chosenClock(clocks, search);
}

export function chosenClock(clocks: Clock[], search: URLSearchParams): Clock {
  return clocks.find((one) => one.key === search.get("clock")) ?? clocks[0]!;
}

/** "09:30" on a clock. */
export function timeOn(instant: Date, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(instant);
}

/** Which clock the rows follow; the others stand beside it. */
export function ClockSwitch({ clocks }: { clocks: Clock[] }) {
  const { t } = useTranslation("diary");
  const [search] = useSearchParams();
  const chosen = chosenClock(clocks, search);
  return (
    <nav aria-label={t("clock.switch")} className="flex flex-wrap gap-1">
      {clocks.map((clock) => {
        const next = new URLSearchParams(search);
        next.set("clock", clock.key);
        return (
          <Link
            key={clock.key}
            to={`?${next}`}
            preventScrollReset
            aria-current={clock.key === chosen.key ? "true" : undefined}
            title={clock.zone}
            className={`rounded-lg border px-3 py-1.5 text-sm ${clock.key === chosen.key ? "border-accent bg-accent-soft font-medium text-accent-strong" : "border-line hover:bg-sunken"}`}
          >
            {t(`clock.${clock.key}`)}
          </Link>
        );
      })}
    </nav>
  );
}
