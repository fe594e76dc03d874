import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { countHalfHours, hoursFrom, noHours } from "#app/kernel/week-hours.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { useField } from "#app/ui/kit/form.tsx";
import { useReader } from "#app/ui/kit/reader.ts";

const DAYS = [0, 1, 2, 3, 4, 5, 6];
const HALVES = Array.from({ length: 48 }, (_, half) => half);

/** Names of the weekdays, Monday first, in the reader's language. */
export function dayNames(locale: string, width: "short" | "long"): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: width, timeZone: "UTC" });
  // 5 January 2026 was a Monday.
  return DAYS.map((day) => format.format(new Date(Date.UTC(2026, 0, 5 + day))));
}

export function timeOf(half: number): string {
  return `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`;
}

interface Props {
  name: string;
  label: string;
  hint?: string;
  /** 336 characters "0" and "1", Monday 00:00 first. */
  defaultValue: string;
}

/** Half-hours of a week: drag with mouse or finger, or arrows and space (shift paints on). The form's value is one string of 336 bits. */
export function WeekHoursPicker({ name, label, hint, defaultValue }: Props) {
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const { errors, typed } = useField(name);
  const [bits, setBits] = useState(typed && /^[01]{336}$/.test(typed) ? typed : defaultValue);
  const [focus, setFocus] = useState(18);
  const painting = useRef<"0" | "1" | null>(null);
  const grid = useRef<HTMLTableElement>(null);
  const long = dayNames(locale, "long");
  const short = dayNames(locale, "short");

  const paint = (index: number, value: "0" | "1") =>
    setBits((now) => (now[index] === value ? now : now.slice(0, index) + value + now.slice(index + 1)));
  const indexAt = (event: PointerEvent) => {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-index]");
    return cell && grid.current?.contains(cell) ? Number(cell.dataset.index) : null;
  };
  const onPointerDown = (event: PointerEvent) => {
    const index = indexAt(event);
    if (index === null) return;
    event.preventDefault();
    painting.current = bits[index] === "1" ? "0" : "1";
    setFocus(index);
    paint(index, painting.current);
  };
  const onPointerMove = (event: PointerEvent) => {
    const index = painting.current === null ? null : indexAt(event);
    if (index !== null) paint(index, painting.current!);
  };
  const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 48, ArrowLeft: -48, PageDown: 8, PageUp: -8 };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      paint(focus, bits[focus] === "1" ? "0" : "1");
      return;
    }
    const step = moves[event.key];
    if (!step) return;
    event.preventDefault();
    const next = focus + step;
    const sameDay = Math.abs(step) >= 48 || Math.floor(next / 48) === Math.floor(focus / 48);
    if (next < 0 || next >= 336 || !sameDay) return;
    if (event.shiftKey) paint(next, bits[focus] === "1" ? "1" : "0");
    setFocus(next);
    grid.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus();
  };
  const weekdays = (from: number, to: number, days = [0, 1, 2, 3, 4]) =>
    hoursFrom(days.map((day) => ({ day, from: from * 60, to: to * 60 })));
  const presets: [string, string][] = [
    ["weekdays", weekdays(9, 17)],
    ["evenings", weekdays(17, 22)],
    ["everyDay", weekdays(8, 20, DAYS)],
    ["always", "1".repeat(336)],
    ["mondayToAll", bits.slice(0, 48).repeat(5) + bits.slice(240)],
    ["none", noHours],
  ];
  return (
    <fieldset className="grid min-w-0 gap-2" aria-describedby={`${name}-hint`}>
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      <p id={`${name}-hint`} className="text-soft text-sm">
        {hint} {t("picker.how")}
      </p>
      <div className="flex flex-wrap gap-1.5">
        {presets.map(([preset, value]) => (
          <Button key={preset} type="button" variant="secondary" size="sm" onClick={() => setBits(value)}>
            {t(`picker.${preset}`)}
          </Button>
        ))}
      </div>
      <input type="hidden" name={name} value={bits} />
      <div className="max-h-[26rem] overflow-y-auto rounded-lg border border-line bg-raised">
        <table
          ref={grid}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: an editable grid of cells (ARIA grid pattern)
          role="grid"
          aria-label={label}
          aria-multiselectable="true"
          className="w-full table-fixed select-none border-collapse text-xs"
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={() => {
            painting.current = null;
          }}
          onPointerLeave={() => {
            painting.current = null;
          }}
          onKeyDown={onKeyDown}
        >
          <thead className="sticky top-0 z-10 bg-sunken">
            <tr>
              <th className="w-14 p-1">
                <span className="sr-only">{t("picker.time")}</span>
              </th>
              {short.map((day) => (
                <th key={day} scope="col" className="p-1 font-medium">
                  {day}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {HALVES.map((half) => (
              <tr key={half}>
                <th scope="row" className="tabular h-5 pr-2 text-right font-normal text-faint leading-none">
                  {half % 2 === 0 ? timeOf(half) : <span className="sr-only">{timeOf(half)}</span>}
                </th>
                {DAYS.map((day) => {
                  const index = day * 48 + half;
                  const on = bits[index] === "1";
                  return (
                    <td
                      key={day}
                      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern asks for gridcell
                      role="gridcell"
                      data-index={index}
                      tabIndex={focus === index ? 0 : -1}
                      aria-selected={on}
                      aria-label={`${long[day]} ${timeOf(half)}`}
                      onFocus={() => setFocus(index)}
                      className={`h-5 cursor-pointer touch-none border border-line ${on ? "bg-accent" : half % 2 === 0 ? "bg-raised" : "bg-paper"}`}
                    />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="text-sm" aria-live="polite">
        {t("picker.total")} <Minutes value={countHalfHours(bits) * 30} />
      </p>
      {errors.length > 0 ? <p className="text-red text-sm">{errors.join(" ")}</p> : null}
    </fieldset>
  );
}
