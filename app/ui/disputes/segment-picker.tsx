import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { fillOf, type GridSegment } from "#app/ui/diary/segment-marks.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { TextField, useField } from "#app/ui/kit/form.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";

type Pickable = Omit<GridSegment, "overLimit" | "deletedAt" | "pay"> & { pay: bigint; settled: boolean };

const dayOf = ({ startedAt }: Pickable) => startedAt.toISOString().slice(0, 10);
const hourOf = ({ startedAt }: Pickable) => startedAt.toISOString().slice(0, 13);

function groupsOf(segments: Pickable[], keyOf: (one: Pickable) => string): [string, Pickable[]][] {
  const groups = new Map<string, Pickable[]>();
  for (const one of segments) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups];
}

/**
 * Ticks segments of a week: one by one, an hour, a day, or a range of time, in UTC. Without JavaScript the server reads hours, days and the range;
 * with it each tick opens into its segments and the sum follows.
 */
export function SegmentPicker({
  segments,
  chosen: first,
  currency,
}: {
  segments: Pickable[];
  /** Ids that are ticked to begin with. */
  chosen: string[];
  currency: string;
}) {
  const { t } = useTranslation("disputes");
  const { locale } = useReader();
  const field = useField("segments");
  const typedHours = useField("hours").typedAll ?? [];
  const typedDays = useField("days").typedAll ?? [];
  const free = segments.filter((one) => !one.settled);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => {
    const typed = new Set(field.typedAll ?? first);
    return new Set(
      free
        .filter((one) => typed.has(one.id) || typedHours.includes(hourOf(one)) || typedDays.includes(dayOf(one)))
        .map((one) => one.id),
    );
  });
  const tick = (some: Pickable[], on: boolean) => {
    const next = new Set(ticked);
    for (const one of some) if (!one.settled) on ? next.add(one.id) : next.delete(one.id);
    setTicked(next);
  };
  const chosen = segments.filter((one) => ticked.has(one.id));
  const box = (name: string, value: string, some: Pickable[], label: string) => {
    const open = some.filter((one) => !one.settled);
    const count = open.filter((one) => ticked.has(one.id)).length;
    return (
      <input
        type="checkbox"
        name={name}
        value={value}
        checked={open.length > 0 && count === open.length}
        disabled={open.length === 0}
        ref={(input) => {
          if (input) input.indeterminate = count > 0 && count < open.length;
        }}
        onChange={(event) => tick(some, event.target.checked)}
        aria-label={label}
        className="size-5 shrink-0 accent-(--accent)"
      />
    );
  };
  const sumOf = (some: Pickable[]) =>
    formatMoney(
      money(
        some.reduce((sum, one) => sum + one.pay, 0n),
        currency,
      ),
      locale,
    );
  const minutesOf = (some: Pickable[]) => some.reduce((sum, one) => sum + one.minutes, 0);
  const dayName = (day: string) =>
    new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).format(
      new Date(`${day}T00:00:00Z`),
    );
  const clock = (at: Date) => at.toISOString().slice(11, 16);
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-1 font-medium text-sm">{t("open.segments")}</legend>
      <p className="text-soft text-sm">{t("open.segmentsHint")}</p>
      <RangeTick segments={free} onTick={(some) => tick(some, true)} />
      <ol className="grid gap-2">
        {groupsOf(segments, dayOf).map(([day, ofDay]) => (
          <li key={day} className="flex gap-3 rounded-lg border border-line bg-raised px-3">
            <span className="grid h-11 place-content-center">{box("days", day, ofDay, dayName(day))}</span>
            <details className="min-w-0 flex-1">
              <summary className="flex min-h-11 cursor-pointer flex-wrap items-center gap-3 py-2 text-sm">
                <span className="font-medium">{dayName(day)}</span>
                <span className="tabular ml-auto text-soft">
                  <Minutes value={minutesOf(ofDay)} /> · {sumOf(ofDay)}
                </span>
              </summary>
              <ol className="grid gap-1 border-line border-t py-2">
                {groupsOf(ofDay, hourOf).map(([hour, ofHour]) => (
                  <li key={hour} className="grid gap-1">
                    <div className="flex min-h-8 items-center gap-3 text-sm">
                      {box("hours", hour, ofHour, t("open.hour", { day: dayName(day), hour: `${hour.slice(11)}:00` }))}
                      <span className="tabular">{`${hour.slice(11)}:00 UTC`}</span>
                      <span className="tabular ml-auto text-soft">
                        <Minutes value={minutesOf(ofHour)} /> · {sumOf(ofHour)}
                      </span>
                    </div>
                    <ol className="grid gap-x-4 pl-8 sm:grid-cols-2">
                      {ofHour.map((one) => (
                        <li key={one.id}>
                          <div className="flex min-h-8 items-center gap-2 text-sm">
                            {box("segments", one.id, [one], `${dayName(day)} ${clock(one.startedAt)} UTC`)}
                            <span
                              className={`inline-block size-3 shrink-0 rounded-[2px] ${fillOf({ ...one, overLimit: false, deletedAt: null })}`}
                              aria-hidden="true"
                            />
                            <span className="tabular whitespace-nowrap">
                              {clock(one.startedAt)}–{clock(addMinutes(one.startedAt, one.minutes))}
                            </span>
                            <span className="truncate text-soft">{one.settled ? t("open.settled") : one.memo}</span>
                            <span className="tabular ml-auto whitespace-nowrap text-soft">{sumOf([one])}</span>
                          </div>
                        </li>
                      ))}
                    </ol>
                  </li>
                ))}
              </ol>
            </details>
          </li>
        ))}
      </ol>
      <output className="tabular rounded-lg bg-violet-soft p-3 font-semibold text-sm text-violet">
        {t("open.sum", { count: chosen.length, amount: sumOf(chosen) })}
      </output>
      {field.errors.length > 0 ? (
        <p className="text-red text-sm" data-form-error tabIndex={-1}>
          {field.errors.join(" ")}
        </p>
      ) : null}
    </fieldset>
  );
}

function RangeTick({ segments, onTick }: { segments: Pickable[]; onTick(some: Pickable[]): void }) {
  const { t } = useTranslation("disputes");
  const frame = useRef<HTMLDivElement>(null);
  const first = segments[0]?.startedAt.toISOString().slice(0, 16);
  const last = segments.at(-1);
  const end = last && addMinutes(last.startedAt, last.minutes).toISOString().slice(0, 16);
  const tickRange = () => {
    const [from, to] = [...(frame.current?.querySelectorAll("input") ?? [])];
    if (!from?.value || !to?.value) return;
    onTick(segments.filter((one) => inside(one, from.value, to.value)));
    from.value = "";
    to.value = "";
  };
  return (
    <div ref={frame} className="flex flex-wrap items-end gap-2">
      <TextField
        name="from"
        type="datetime-local"
        label={t("open.from")}
        min={first}
        max={end}
        className="w-full min-w-0 sm:w-auto sm:flex-1"
      />
      <TextField
        name="to"
        type="datetime-local"
        label={t("open.to")}
        min={first}
        max={end}
        className="w-full min-w-0 sm:w-auto sm:flex-1"
      />
      <Button type="button" variant="secondary" onClick={tickRange}>
        {t("open.range")}
      </Button>
    </div>
  );
}

/** Both ends as "2026-11-09T14:30", UTC. */
function inside({ startedAt }: Pickable, from: string, to: string): boolean {
  const at = startedAt.toISOString().slice(0, 16);
  return at >= from && at < to;
}
