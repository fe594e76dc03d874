import { Link, useNavigate, useSearchParams } from "@remix-run/react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DaySum } from "#app/domain/diary/day-sums.server.ts";
import { rowsOfMonth } from "#app/domain/diary/month.ts";
import { segmentKinds } from "#app/domain/diary/segment.ts";
import { Temporal } from "#app/kernel/time.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { clockTime, useDayWords } from "./day-words.ts";

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const marks = ["unprotected", "over", "late", "deleted", "missed"] as const;
const tones = { unprotected: "text-marigold", over: "text-red", late: "text-sky", deleted: "text-faint", missed: "text-red" };

/**
 * A month, Monday first: each day its hours, bars of its kinds and what is out of the ordinary, and a link to the day. Arrow keys go from day
 * to day, PageUp and PageDown from month to month.
 * @param days by ISO date; @param to where a day stands
 */
export function MonthGrid({
  month,
  days,
  today,
  to,
}: {
  month: string;
  days: ReadonlyMap<string, DaySum>;
  today: string;
  to: (date: string) => string;
}) {
  const { t } = useTranslation("views");
  const { locale } = useReader();
  const words = useDayWords();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const table = useRef<HTMLTableElement>(null);
  const rows = rowsOfMonth(month);
  const first = `${month}-01`;
  const [at, setAt] = useState<string | null>(null);
  // Before JavaScript is there every day is a stop of the tab key; then one is, and arrows lead on.
  const [ready, setReady] = useState(false);
  const wanted = useRef<string | null>(null);
  useEffect(() => setReady(true), []);
  useEffect(() => {
    if (wanted.current) focus(wanted.current);
    wanted.current = null;
  }, [month]);
  const focus = (date: string) => {
    setAt(date);
    table.current?.querySelector<HTMLElement>(`[data-date="${date}"]`)?.focus();
  };
  const turn = (target: string, date: string) => {
    wanted.current = date;
    const next = new URLSearchParams(search);
    next.set("month", target);
    navigate(`?${next}`, { preventScrollReset: true });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    const date = (event.target as HTMLElement).dataset.date;
    if (!date || event.metaKey || event.ctrlKey || event.altKey) return;
    const day = Temporal.PlainDate.from(date);
    const move =
      event.key in steps
        ? day.add({ days: steps[event.key]! })
        : event.key === "PageUp"
          ? day.subtract({ months: 1 })
          : event.key === "PageDown"
            ? day.add({ months: 1 })
            : event.key === "Home"
              ? day.subtract({ days: day.dayOfWeek - 1 })
              : event.key === "End"
                ? day.add({ days: 7 - day.dayOfWeek })
                : null;
    if (!move) return;
    event.preventDefault();
    const target = move.toString();
    if (target.slice(0, 7) === month) focus(target);
    else turn(target.slice(0, 7), target);
  };
  const stop = at?.startsWith(month) ? at : today.startsWith(month) ? today : first;
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  return (
    <figure className="grid min-w-0 gap-2">
      <table
        ref={table}
        onKeyDown={onKeyDown}
        className="w-full table-fixed border-collapse rounded-lg border border-line bg-raised text-sm"
        aria-label={t("month.label")}
      >
        <thead>
          <tr className="bg-sunken text-soft text-xs">
            {[5, 6, 7, 8, 9, 10, 11].map((day) => (
              <th key={day} scope="col" className="h-8 border border-line px-1 font-medium">
                {weekday.format(Date.UTC(2026, 0, day))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.find((one) => one !== null)}>
              {row.map((date, place) => {
                if (!date) return <td key={`none-${place}`} className="border border-line bg-sunken" />;
                const sum = days.get(date);
                return (
                  <td key={date} className={`border border-line p-0 align-top ${date === today ? "bg-accent-soft" : ""}`}>
                    <Link
                      to={to(date)}
                      data-date={date}
                      tabIndex={ready && date !== stop ? -1 : undefined}
                      onFocus={() => setAt(date)}
                      aria-label={words.whole(date, sum)}
                      aria-current={date === today ? "date" : undefined}
                      className="grid min-h-16 grid-cols-[minmax(0,1fr)] content-start gap-0.5 p-1 hover:bg-sunken sm:min-h-24 sm:p-2"
                    >
                      <span className={`tabular text-xs ${date === today ? "font-semibold text-accent-strong" : "text-soft"}`}>
                        {Number(date.slice(8))}
                      </span>
                      {sum ? <DayCell sum={sum} /> : null}
                    </Link>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <figcaption className="text-faint text-xs">
        {t("month.keys")} <span className="sm:hidden">{t("month.marks")}</span>
      </figcaption>
    </figure>
  );
}

function DayCell({ sum }: { sum: DaySum }) {
  const { t } = useTranslation("views");
  return (
    <>
      {sum.worked > 0 ? <span className="tabular font-semibold max-sm:text-xs">{clockTime(sum.worked)}</span> : null}
      <span className="flex h-1.5 overflow-hidden rounded-full">
        {segmentKinds.map((kind) =>
          sum.kinds[kind] ? (
            <span key={kind} className={`fill-${kind}`} style={{ width: `${(sum.kinds[kind] / sum.worked) * 100}%` }} />
          ) : null,
        )}
      </span>
      {marks.map((mark) =>
        sum[mark] > 0 ? (
          <span key={mark} className={`flex justify-between gap-1 text-xs leading-4 ${tones[mark]}`}>
            <span className="truncate max-sm:hidden">{t(`short.${mark}`)}</span>
            <span className="sm:hidden" aria-hidden="true">
              {t(`marks.${mark}`)}
            </span>
            <span className="tabular max-sm:text-[10px]">{clockTime(sum[mark])}</span>
          </span>
        ) : null,
      )}
    </>
  );
}
