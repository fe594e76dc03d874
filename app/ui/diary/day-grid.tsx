import { useTranslation } from "react-i18next";
import { hoursOf, localDay } from "#app/domain/diary/diary-clock.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { type Clock, timeOn, useChosenClock } from "./clocks.tsx";
import { EvidenceMarks, fillOf, type GridSegment, Legend, SegmentList, useSegmentWords } from "./segment-marks.tsx";

const HOUR_MS = 3_600_000;

/** A day on the chosen clock, a row an hour with its six slots, its hour on the other clocks, and what was done in it. */
export function DayGrid({
  date,
  segments,
  clocks,
  ticketsAt,
}: {
  date: string;
  segments: GridSegment[];
  clocks: Clock[];
  ticketsAt?: string;
}) {
  const { t } = useTranslation("diary");
  const { locale } = useReader();
  const chosen = useChosenClock(clocks);
  const words = useSegmentWords(clocks);
  const day = localDay(date, chosen.zone);
  const inDay = segments.filter((one) => one.startedAt >= day.start && one.startedAt < day.end);
  const others = clocks.filter((clock) => clock.key !== chosen.key);
  const hours = hoursOf(day, chosen.zone).map(({ at }) => {
    const until = new Date(at.getTime() + HOUR_MS);
    return {
      at,
      pieces: inDay.filter((one) => one.startedAt < until && one.startedAt.getTime() + one.minutes * 60_000 > at.getTime()),
    };
  });
  const first = hours.findIndex((hour) => hour.pieces.length > 0);
  const last = hours.findLastIndex((hour) => hour.pieces.length > 0);
  if (first < 0) return <p className="text-soft">{t("emptyDay")}</p>;
  return (
    <figure className="grid min-w-0 gap-3">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="overflow-x-auto rounded-lg border border-line bg-raised" tabIndex={0} aria-label={t("grid.dayLabel")}>
        <table className="w-full min-w-[34rem] border-collapse text-sm">
          <thead>
            <tr className="border-line border-b bg-sunken text-left text-soft text-xs">
              {[chosen, ...others].map((clock) => (
                <th key={clock.key} scope="col" title={clock.zone} className="px-2 py-1.5 font-medium">
                  {t(`clock.${clock.key}`)}
                </th>
              ))}
              <th scope="col" className="w-2/5 px-2 py-1.5 font-medium">
                {t("grid.slots")}
              </th>
              <th scope="col" className="px-2 py-1.5 text-right font-medium">
                {t("takeBack.minutes")}
              </th>
              <th scope="col" className="w-1/3 px-2 py-1.5 font-medium">
                {t("memo")}
              </th>
            </tr>
          </thead>
          <tbody>
            {hours.slice(first, last + 1).map(({ at, pieces }) => {
              const minutes = pieces.reduce((sum, one) => sum + (one.deletedAt ? 0 : one.minutes), 0);
              return (
                <tr key={at.getTime()} className="border-line border-b last:border-b-0">
                  {[chosen, ...others].map((clock, place) => (
                    <td key={clock.key} className={`tabular px-2 ${place === 0 ? "font-medium" : "text-faint"}`}>
                      {timeOn(at, clock.zone, locale)}
                    </td>
                  ))}
                  <td className="px-2 py-1">
                    <div className="relative h-7 overflow-hidden rounded-sm bg-sunken">
                      {[1, 2, 3, 4, 5].map((slot) => (
                        <span key={slot} className="absolute inset-y-0 w-px bg-line" style={{ left: `${(slot / 6) * 100}%` }} />
                      ))}
                      {pieces.map((segment) => (
                        <span
                          key={segment.id}
                          title={words(segment)}
                          className={`absolute inset-y-0.5 rounded-[2px] border-raised border-r ${fillOf(segment)}`}
                          style={{
                            left: `${((segment.startedAt.getTime() - at.getTime()) / HOUR_MS) * 100}%`,
                            width: `${(segment.minutes / 60) * 100}%`,
                          }}
                        >
                          <EvidenceMarks segment={segment} room={segment.minutes > 4} />
                        </span>
                      ))}
                    </div>
                  </td>
                  <td className="px-2 text-right">{minutes > 0 ? <Minutes value={minutes} /> : "–"}</td>
                  <td className="px-2 text-soft">{[...new Set(pieces.map((one) => one.memo).filter(Boolean))].join(" · ")}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      <figcaption>
        <Legend />
      </figcaption>
      <SegmentList segments={inDay} clock={chosen} ticketsAt={ticketsAt} />
    </figure>
  );
}
