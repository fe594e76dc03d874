import { useTranslation } from "react-i18next";
import { type SegmentVerdict, verdictOf } from "#app/domain/billing/protection.ts";
import { stretchesOf } from "#app/domain/diary/segment.ts";
import { rangeValue } from "#app/domain/timesheets/week-question.ts";
import { money } from "#app/kernel/money.ts";
import { VerdictBadge } from "#app/ui/billing/verdict-badge.tsx";
import { type Clock, useChosenClock } from "#app/ui/diary/clocks.tsx";
import { fillOf, type GridSegment } from "#app/ui/diary/segment-marks.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { useField } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { rowKeys } from "#app/ui/kit/row-keys.ts";

type Worked = GridSegment & { contractId: string; pay: bigint | null };

/**
 * The paid time of a week, a row for what was worked without a break under one memo, each with its protection; opened, its segments one by one. What is
 * ticked is posted as stretches ("segments"). Keys in the list: j, k, x.
 */
export function WorkRows({
  segments,
  reasons,
  clocks,
  currency,
}: {
  segments: Worked[];
  reasons: ReadonlyMap<string, SegmentVerdict>;
  clocks: Clock[];
  currency: string;
}) {
  const { t } = useTranslation("timesheets");
  const { locale } = useReader();
  const { zone } = useChosenClock(clocks);
  const { errors, typedAll } = useField("segments");
  const typed = new Set(typedAll ?? []);
  const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", timeZone: zone });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: zone });
  const span = (from: Date, to: Date) => `${day.format(from)}, ${time.format(from)}–${time.format(to)}`;
  // A stretch has one protection: the verdict is part of what makes neighbours alike.
  const alike = segments
    .filter((one) => one.pay !== null)
    .map((one) => ({ ...one, words: one.memo, memo: `${one.memo}\u0000${verdictOf(one, reasons)}` }));
  const box = (from: Date, minutes: number, label: string, row: boolean) => {
    const value = rangeValue({ from, minutes });
    return (
      <input
        type="checkbox"
        name="segments"
        value={value}
        defaultChecked={typed.has(value)}
        aria-label={label}
        className="size-5 shrink-0 accent-(--accent)"
        {...(row ? { "data-row": "" } : {})}
      />
    );
  };
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1 font-medium text-sm">{t("rows.title")}</legend>
      <p className="text-soft text-sm">{t("rows.hint")}</p>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        aria-label={t("rows.title")}
        onKeyDown={rowKeys}
        className="relative max-h-96 overflow-y-auto rounded-lg border border-line"
      >
        <ol className="divide-y divide-line">
          {stretchesOf(alike).map(({ from, to, minutes, segments: inside }) => {
            const first = inside[0]!;
            const pay = inside.reduce((sum, one) => sum + (one.pay ?? 0n), 0n);
            const label = span(from, to);
            return (
              <li key={first.id} className="flex gap-3 px-3 py-2 text-sm hover:bg-sunken">
                {box(from, minutes, label, true)}
                <div className="grid min-w-0 flex-1 gap-1">
                  <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                    <span className={`inline-block size-3 shrink-0 rounded-[2px] ${fillOf(first)}`} />
                    <span className="tabular whitespace-nowrap" suppressHydrationWarning>
                      {label}
                    </span>
                    <VerdictBadge verdict={verdictOf(first, reasons)} />
                    <span className="tabular ml-auto whitespace-nowrap">
                      <Minutes value={minutes} /> · <MoneyText value={money(pay, currency)} />
                    </span>
                  </p>
                  <p className="break-words text-soft">
                    {t(`diary:kinds.${first.kind}`)}
                    {first.words ? ` · ${first.words}` : ""}
                  </p>
                  {inside.length > 1 ? (
                    <details>
                      <summary className="w-fit cursor-pointer text-accent">{t("rows.single", { count: inside.length })}</summary>
                      <ol className="mt-1 grid gap-1 sm:grid-cols-2">
                        {inside.map((one) => (
                          <li key={one.id} className="flex min-h-8 items-center gap-2">
                            {box(
                              one.startedAt,
                              one.minutes,
                              span(one.startedAt, new Date(one.startedAt.getTime() + one.minutes * 60_000)),
                              false,
                            )}
                            <span className="tabular" suppressHydrationWarning>
                              {time.format(one.startedAt)}
                            </span>
                            <span className="tabular text-soft">{t("diary:grid.active", { minutes: one.activeMinutes })}</span>
                          </li>
                        ))}
                      </ol>
                    </details>
                  ) : null}
                </div>
              </li>
            );
          })}
        </ol>
      </section>
      {errors.length > 0 ? (
        <p className="text-red text-sm" data-form-error tabIndex={-1}>
          {errors.join(" ")}
        </p>
      ) : null}
    </fieldset>
  );
}
