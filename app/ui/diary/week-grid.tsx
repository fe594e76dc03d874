import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { clockChangeIn, hoursOf, type LocalDay, localDaysOf } from "#app/domain/diary/diary-clock.ts";
import { addDays, startOfWeek } from "#app/kernel/time.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { type Clock, timeOn, useChosenClock } from "./clocks.tsx";
import { EvidenceMarks, fillOf, type GridSegment, Legend, SegmentList, useSegmentWords } from "./segment-marks.tsx";

const STEP = 3;

/**
 * A week's ten-minute slots, a row for each day of the chosen clock; the hours stand in every clock. The week is UTC's, so what the first
 * and the last day have outside it is shaded.
 */
export function WeekGrid({
  week,
  segments,
  clocks,
  currency,
  dayLinks = false,
  ticketsAt,
}: {
  week: string;
  segments: GridSegment[];
  clocks: Clock[];
  currency?: string;
  dayLinks?: boolean;
  /** Where the tickets' timelines stand. */
  ticketsAt?: string;
}) {
  const { t } = useTranslation("diary");
  const { locale } = useReader();
  const chosen = useChosenClock(clocks);
  const words = useSegmentWords(clocks);
  const begin = startOfWeek(week);
  const end = addDays(begin, 7);
  const days = localDaysOf(week, chosen.zone);
  // The second day is whole on every clock: its hours stand over all.
  const header = hoursOf(days[1]!, chosen.zone, STEP);
  const change = clocks.map((clock) => clockChangeIn(begin, end, clock.zone)).find((at) => at !== null);
  const others = clocks.filter((clock) => clock.key !== chosen.key);
  return (
    <figure className="grid min-w-0 gap-3">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="overflow-x-auto rounded-lg border border-line bg-raised p-3" tabIndex={0} aria-label={t("grid.label")}>
        <div className="sm:min-w-[38rem]">
          {[chosen, ...others].map((clock, line) => (
            <div
              key={clock.key}
              className={`grid grid-cols-[5rem_minmax(0,1fr)] items-end text-xs sm:grid-cols-[8rem_minmax(0,1fr)] ${line === 0 ? "" : "text-faint"}`}
            >
              <span className="font-medium sm:truncate" title={clock.zone}>
                {t(`clock.${clock.key}`)}
              </span>
              <span className="grid grid-cols-4 sm:grid-cols-8">
                {header.map((mark, index) => (
                  <span key={mark.at.getTime()} className={`tabular ${index % 2 === 1 ? "max-sm:hidden" : ""}`}>
                    {timeOn(mark.at, clock.zone, locale)}
                  </span>
                ))}
              </span>
            </div>
          ))}
          <div className="mt-2 grid gap-1">
            {days.map((day) => (
              <DayRow
                key={day.date}
                day={day}
                zone={chosen.zone}
                begin={begin}
                end={end}
                segments={segments.filter((one) => one.startedAt >= day.start && one.startedAt < day.end)}
                words={words}
                link={dayLinks ? `?day=${day.date}&clock=${chosen.key}` : null}
              />
            ))}
          </div>
        </div>
      </section>
      <figcaption className="grid gap-1">
        <Legend />
        {change ? (
          <p className="text-marigold text-xs">
            {t("clock.changes", {
              at: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(change),
            })}
          </p>
        ) : null}
      </figcaption>
      <SegmentList segments={segments} clock={chosen} currency={currency} ticketsAt={ticketsAt} />
    </figure>
  );
}

function DayRow({
  day,
  zone,
  begin,
  end,
  segments,
  words,
  link,
}: {
  day: LocalDay;
  zone: string;
  begin: Date;
  end: Date;
  segments: GridSegment[];
  words: (segment: GridSegment) => string;
  link: string | null;
}) {
  const { t } = useTranslation("diary");
  const { locale } = useReader();
  const length = day.end.getTime() - day.start.getTime();
  const share = (ms: number) => `${(ms / length) * 100}%`;
  const minutes = segments.reduce((sum, one) => sum + (one.deletedAt ? 0 : one.minutes), 0);
  const name = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", timeZone: "UTC" }).format(
    new Date(`${day.date}T00:00:00Z`),
  );
  const before = Math.max(0, begin.getTime() - day.start.getTime());
  const after = Math.max(0, day.end.getTime() - end.getTime());
  return (
    <div className="grid grid-cols-[5rem_minmax(0,1fr)] items-center sm:grid-cols-[8rem_minmax(0,1fr)]">
      <span className="flex justify-between gap-1 pr-2 text-sm">
        {link ? (
          <Link to={link} className="whitespace-nowrap text-accent underline-offset-2 hover:underline">
            {name}
          </Link>
        ) : (
          <span className="whitespace-nowrap">{name}</span>
        )}
        <span className="tabular text-faint text-xs leading-5 max-sm:hidden">
          {length === 86_400_000
            ? minutes > 0
              ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`
              : ""
            : t("clock.hours", { hours: length / 3_600_000 })}
        </span>
      </span>
      <div className="relative h-6 overflow-hidden rounded-sm bg-sunken">
        {hoursOf(day, zone, STEP).map((mark) => (
          <span
            key={mark.at.getTime()}
            className="absolute inset-y-0 w-px bg-line"
            style={{ left: share(mark.at.getTime() - day.start.getTime()) }}
          />
        ))}
        {before > 0 ? <span className="absolute inset-y-0 left-0 bg-line opacity-60" style={{ width: share(before) }} /> : null}
        {after > 0 ? <span className="absolute inset-y-0 right-0 bg-line opacity-60" style={{ width: share(after) }} /> : null}
        {segments.map((segment) => (
          <span
            key={segment.id}
            title={words(segment)}
            className={`absolute inset-y-0.5 rounded-[1px] ${fillOf(segment)}`}
            style={{
              left: share(segment.startedAt.getTime() - day.start.getTime()),
              width: share(segment.minutes * 60_000),
            }}
          >
            <EvidenceMarks segment={segment} />
          </span>
        ))}
      </div>
    </div>
  );
}
