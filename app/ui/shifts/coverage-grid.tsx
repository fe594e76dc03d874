import { useTranslation } from "react-i18next";
import { hoursOf } from "#app/domain/diary/diary-clock.ts";
import { halfHourAt, levelsOf } from "#app/domain/shifts/coverage.ts";
import { addDays, startOfWeek } from "#app/kernel/time.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { daysShown, useShiftWords } from "./shift-words.ts";

interface Counts {
  required: number;
  planned: number;
  open: number;
}
interface Level extends Counts {
  startsAt: Date;
  endsAt: Date;
}

const STEP = 3;
const HOUR_MS = 3_600_000;
const hatch = "repeating-linear-gradient(135deg, transparent 0 4px, var(--raised) 4px 6px)";

/** Green is covered, warmer is emptier: the share of the needed people that is planned, in the diary's teal and amber. */
function fill({ required, planned }: Counts): string {
  if (required === 0) return "var(--fill-in-queue)";
  const share = Math.min(1, planned / required);
  return share === 1
    ? "var(--fill-tracked)"
    : `color-mix(in oklab, var(--fill-manual), var(--fill-tracked) ${Math.round(share * 60)}%)`;
}

/**
 * How far a role's week is covered, a row for each day of the role's clock, half-hour by half-hour. What is missing stands in the cells as a
 * number and below in words. The week is UTC's, so what the first and the last day have outside it is shaded.
 */
export function CoverageGrid({
  week,
  zone,
  required,
  planned,
  open,
  sums,
}: {
  week: string;
  zone: string;
  required: number[];
  planned: number[];
  open: number[];
  sums: { required: number; covered: number; missing: number };
}) {
  const { t } = useTranslation("shifts");
  const { locale } = useReader();
  const words = useShiftWords(zone);
  const begin = startOfWeek(week);
  const end = addDays(begin, 7);
  const levels: Level[] = levelsOf({ required, planned, open }).map(({ start, end: last, ...counts }) => ({
    ...counts,
    startsAt: halfHourAt(week, start),
    endsAt: halfHourAt(week, last),
  }));
  const days = daysShown(week, zone, levels);
  const said = (level: Level) =>
    `${words.whole(level)}: ${t("grid.planned", { planned: level.planned, required: level.required })}${level.open > 0 ? `, ${t("grid.offered", { open: level.open })}` : ""}`;
  const gaps = levels.filter((level) => level.planned < level.required);
  const hour = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  return (
    <figure className="grid min-w-0 gap-3">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="overflow-x-auto rounded-lg border border-line bg-raised p-3" tabIndex={0} aria-label={t("grid.label")}>
        <div className="grid gap-1 sm:min-w-[38rem]" aria-hidden="true">
          <div className="grid grid-cols-[4.5rem_minmax(0,1fr)] text-faint text-xs sm:grid-cols-[6rem_minmax(0,1fr)]">
            <span />
            <span className="grid grid-cols-4 sm:grid-cols-8">
              {hoursOf(days[1]!, zone, STEP)
                .slice(0, 8)
                .map((mark, index) => (
                  <span key={mark.at.getTime()} className={`tabular ${index % 2 === 1 ? "max-sm:hidden" : ""}`}>
                    {hour.format(mark.at)}
                  </span>
                ))}
            </span>
          </div>
          {days.map((day) => {
            const length = day.end.getTime() - day.start.getTime();
            const share = (ms: number) => `${(Math.max(0, ms) / length) * 100}%`;
            return (
              <div
                key={day.date}
                className="grid grid-cols-[4.5rem_minmax(0,1fr)] items-center sm:grid-cols-[6rem_minmax(0,1fr)]"
              >
                <span className="whitespace-nowrap text-sm">{words.shortDay(day)}</span>
                <div className="relative h-7 overflow-hidden rounded-sm bg-sunken">
                  {hoursOf(day, zone, STEP).map((mark) => (
                    <span
                      key={mark.at.getTime()}
                      className="absolute inset-y-0 w-px bg-line"
                      style={{ left: share(mark.at.getTime() - day.start.getTime()) }}
                    />
                  ))}
                  <span className="absolute inset-y-0 left-0 bg-line opacity-60" style={{ width: share(+begin - +day.start) }} />
                  <span className="absolute inset-y-0 right-0 bg-line opacity-60" style={{ width: share(+day.end - +end) }} />
                  {levels
                    .filter((level) => level.startsAt < day.end && level.endsAt > day.start)
                    .map((level) => {
                      const from = Math.max(+level.startsAt, +day.start);
                      const to = Math.min(+level.endsAt, +day.end);
                      const short = level.required - level.planned;
                      return (
                        <span
                          key={level.startsAt.getTime()}
                          title={said(level)}
                          className="absolute inset-y-0.5 grid place-content-center overflow-hidden rounded-[2px] font-medium text-[11px] leading-none"
                          style={{
                            left: share(from - +day.start),
                            width: `calc(${share(to - from)} - 1px)`,
                            backgroundColor: fill(level),
                            backgroundImage: short > 0 && level.open >= short ? hatch : undefined,
                          }}
                        >
                          {short > 0 && to - from >= HOUR_MS ? (
                            <span
                              className={`rounded-sm bg-raised px-0.5 text-ink ${to - from < 3 * HOUR_MS ? "max-sm:hidden" : ""}`}
                            >{`−${short}`}</span>
                          ) : null}
                        </span>
                      );
                    })}
                </div>
              </div>
            );
          })}
        </div>
      </section>
      <figcaption className="grid gap-2 text-sm">
        <p className="flex flex-wrap gap-x-4 gap-y-1 text-soft text-xs">
          <Key color="var(--fill-tracked)" label={t("grid.covered")} />
          <Key color="var(--fill-manual)" label={t("grid.missing")} />
          <Key color="var(--fill-manual)" image={hatch} label={t("grid.offeredKey")} />
          <Key color="var(--fill-in-queue)" label={t("grid.extra")} />
          <span>{t("grid.zone", { zone })}</span>
        </p>
        <p>
          {t("grid.sum")} <Minutes value={sums.covered * 30} /> / <Minutes value={sums.required * 30} />
          {sums.missing > 0 ? (
            <>
              {" · "}
              <span className="font-medium text-marigold">
                {t("grid.missing")} <Minutes value={sums.missing * 30} />
              </span>
            </>
          ) : null}
        </p>
        {gaps.length > 0 ? (
          <details>
            <summary className="w-fit cursor-pointer text-accent">{t("grid.asList", { number: gaps.length })}</summary>
            <ul className="mt-1 grid gap-0.5">
              {gaps.map((level) => (
                <li key={level.startsAt.getTime()} className="tabular">
                  {said(level)}
                </li>
              ))}
            </ul>
          </details>
        ) : null}
      </figcaption>
    </figure>
  );
}

function Key({ color, image, label }: { color: string; image?: string; label: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span className="size-3 rounded-[2px]" style={{ backgroundColor: color, backgroundImage: image }} aria-hidden="true" />
      {label}
    </span>
  );
}
