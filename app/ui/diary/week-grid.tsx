import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { addDays, addMinutes, slotOf, startOfWeek } from "#app/kernel/time.ts";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { dayNames } from "#app/ui/roles/week-hours-picker.tsx";

export interface GridSegment {
  id: string;
  startedAt: Date;
  minutes: number;
  kind: "tracked" | "on-call" | "in-queue" | "manual";
  memo: string;
  activeMinutes: number;
  overLimit: boolean;
  deletedAt: Date | null;
  pay?: bigint | null;
}

/** A clock of one side: IANA zone and whose it is. */
export interface Clock {
  label: string;
  zone: string;
}

const kinds = ["tracked", "on-call", "in-queue", "manual"] as const;

function fillOf(segment: GridSegment): string {
  return segment.deletedAt ? "fill-deleted" : `fill-${segment.kind}${segment.overLimit ? " over-limit" : ""}`;
}

/** Seven rows of 144 ten-minute slots (UTC days), each cell a segment or empty; the hours are written in every side's clock. */
export function WeekGrid({
  week,
  segments,
  clocks,
  currency,
}: {
  week: string;
  segments: GridSegment[];
  clocks: Clock[];
  currency?: string;
}) {
  const { t } = useTranslation("diary");
  const { locale } = useReader();
  const names = dayNames(locale, "short");
  const start = startOfWeek(week);
  const bySlot = new Map<number, GridSegment[]>();
  for (const segment of segments) {
    const slot = slotOf(segment.startedAt).getTime();
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), segment]);
  }
  const hourIn = (hour: number, zone: string) =>
    new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(addMinutes(start, hour * 60));
  return (
    <figure className="grid gap-3">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="overflow-x-auto rounded-lg border border-line bg-raised p-3" tabIndex={0} aria-label={t("grid.label")}>
        <div className="min-w-[48rem]">
          {clocks.map((clock) => (
            <div key={clock.label} className="grid grid-cols-[5.5rem_repeat(8,minmax(0,1fr))] text-faint text-xs">
              <span className="truncate font-medium" title={clock.zone}>
                {clock.label}
              </span>
              {[0, 3, 6, 9, 12, 15, 18, 21].map((hour) => (
                <span key={hour} className="tabular">
                  {hourIn(hour, clock.zone)}
                </span>
              ))}
            </div>
          ))}
          <div className="mt-2 grid gap-1">
            {names.map((name, day) => (
              <div key={name} className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-center">
                <span className="text-sm">
                  {name} <span className="text-faint text-xs">{addDays(start, day).getUTCDate()}</span>
                </span>
                <div className="relative h-6 rounded-sm bg-sunken">
                  {[0, 3, 6, 9, 12, 15, 18, 21].map((hour) => (
                    <span key={hour} className="absolute inset-y-0 w-px bg-line" style={{ left: `${(hour / 24) * 100}%` }} />
                  ))}
                  {[...bySlot].flatMap(([slot, inSlot]) =>
                    Math.floor((slot - start.getTime()) / 86_400_000) === day
                      ? inSlot.map((segment) => (
                          <span
                            key={segment.id}
                            title={`${new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" }).format(segment.startedAt)} UTC · ${segment.minutes} min · ${t(`kinds.${segment.deletedAt ? "deleted" : segment.kind}`)} · ${segment.memo}`}
                            className={`absolute inset-y-0.5 rounded-[1px] ${fillOf(segment)}`}
                            style={{
                              left: `${((segment.startedAt.getTime() - addDays(start, day).getTime()) / 86_400_000) * 100}%`,
                              width: `${(segment.minutes / 1440) * 100}%`,
                            }}
                          />
                        ))
                      : [],
                  )}
                </div>
              </div>
            ))}
          </div>
        </div>
      </section>
      <Legend />
      <details className="text-sm">
        <summary className="w-fit cursor-pointer text-accent">{t("grid.asList")}</summary>
        <ol className="mt-2 grid max-h-96 gap-1 overflow-y-auto">
          {segments.map((segment) => (
            <li
              key={segment.id}
              id={`segment-${segment.id}`}
              className="flex flex-wrap items-center gap-x-3 border-line border-b py-1"
            >
              <span className={`inline-block size-3 rounded-[2px] ${fillOf(segment)}`} />
              <span className="tabular">
                {new Intl.DateTimeFormat(locale, {
                  weekday: "short",
                  hour: "2-digit",
                  minute: "2-digit",
                  timeZone: "UTC",
                  timeZoneName: "short",
                }).format(segment.startedAt)}
              </span>
              <span className="tabular">{t("grid.minutes", { minutes: segment.minutes })}</span>
              <span>{t(`kinds.${segment.deletedAt ? "deleted" : segment.kind}`)}</span>
              {segment.overLimit ? <span className="text-red">{t("kinds.overLimit")}</span> : null}
              <span className="text-soft">{segment.memo}</span>
              <span className="tabular text-faint">{t("grid.active", { minutes: segment.activeMinutes })}</span>
              {segment.pay != null && currency ? (
                <span className="tabular ml-auto">{formatMoney(money(segment.pay, currency), locale)}</span>
              ) : null}
            </li>
          ))}
        </ol>
      </details>
    </figure>
  );
}

function Legend() {
  const { t } = useTranslation("diary");
  return (
    <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-soft text-xs">
      {kinds.map((kind) => (
        <span key={kind} className="inline-flex items-center gap-1.5">
          <span className={`size-3 rounded-[2px] fill-${kind}`} /> {t(`kinds.${kind}`)}
        </span>
      ))}
      <span className="inline-flex items-center gap-1.5">
        <span className="fill-tracked over-limit size-3" /> {t("kinds.overLimit")}
      </span>
      <span className="inline-flex items-center gap-1.5">
        <span className="fill-deleted size-3 border border-line" /> {t("kinds.deleted")}
      </span>
    </figcaption>
  );
}
