import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { countHalfHours, hoursFrom, NO_BOX, noHours, weekHours, withoutHours } from "#app/kernel/week-hours.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { useField } from "#app/ui/kit/form.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { dayNames, timeOf } from "./week-words.ts";

const DAYS = [0, 1, 2, 3, 4, 5, 6];
const HALVES = Array.from({ length: 48 }, (_, half) => half);
const ROW_PIXELS = 24;

interface Props {
  name: string;
  label: string;
  hint?: string;
  /** 336 characters "0" and "1", Monday 00:00 first. */
  defaultValue: string;
  /** Hours that somebody has free, shown under the marks. */
  free?: string;
}

/**
 * Half-hours of a week. Each is a box of the form, so that a press, a tap or the space key marks it before any script arrives; the script
 * adds dragging, arrows (with shift they paint on) and presets.
 */
export function WeekHoursPicker({ name, label, hint, defaultValue, free }: Props) {
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const { errors, typedAll } = useField(name);
  const [bits, setBits] = useState(() => weekHours.safeParse(typedAll).data ?? defaultValue);
  const [focus, setFocus] = useState(18);
  const [ready, setReady] = useState(false);
  const painting = useRef<boolean | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const long = dayNames(locale, "long");
  const short = dayNames(locale, "short");

  const start = useRef(firstHalf(bits));
  useEffect(() => {
    setReady(true);
    setFocus(start.current);
    frame.current?.scrollTo({ top: Math.max(0, start.current - 2) * ROW_PIXELS });
  }, []);

  const paint = (index: number, marked: boolean) =>
    setBits((now) => now.slice(0, index) + (marked ? "1" : "0") + now.slice(index + 1));
  const boxAt = (event: PointerEvent) => {
    const box = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-index]");
    return box && frame.current?.contains(box) ? box : null;
  };
  const onPointerDown = (event: PointerEvent) => {
    const box = event.button === 0 ? boxAt(event) : null;
    if (!box) return;
    // Otherwise the browser begins to select text; the focus that this also prevents is given by hand.
    event.preventDefault();
    const index = Number(box.dataset.index);
    painting.current = bits[index] !== "1";
    paint(index, painting.current);
    box.focus({ preventScroll: true });
    const stop = () => {
      painting.current = null;
    };
    window.addEventListener("pointerup", stop, { once: true });
    window.addEventListener("pointercancel", stop, { once: true });
  };
  const onPointerMove = (event: PointerEvent) => {
    const box = painting.current === null ? null : boxAt(event);
    if (box) paint(Number(box.dataset.index), painting.current!);
  };
  const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 48, ArrowLeft: -48, PageDown: 8, PageUp: -8 };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      // In a form it would send what is only half marked.
      event.preventDefault();
      paint(focus, bits[focus] !== "1");
      return;
    }
    const step = moves[event.key];
    if (!step) return;
    event.preventDefault();
    const next = focus + step;
    const sameDay = Math.abs(step) >= 48 || Math.floor(next / 48) === Math.floor(focus / 48);
    if (next < 0 || next >= 336 || !sameDay) return;
    if (event.shiftKey) paint(next, bits[focus] === "1");
    setFocus(next);
    frame.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus();
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
  const promised = free === undefined ? 0 : countHalfHours(withoutHours(bits, free));
  return (
    <fieldset className="grid min-w-0 gap-2" aria-describedby={`${name}-hint`}>
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      <div id={`${name}-hint`} className="grid gap-0.5 text-soft text-sm">
        {hint ? <p>{hint}</p> : null}
        <p className="pointer-coarse:hidden">{t("picker.how")}</p>
        <p className="hidden pointer-coarse:block">{t("picker.touch")}</p>
      </div>
      <div className="flex flex-wrap gap-1.5">
        {presets.map(([preset, value]) => (
          <Button key={preset} type="button" variant="secondary" size="sm" disabled={!ready} onClick={() => setBits(value)}>
            {t(`picker.${preset}`)}
          </Button>
        ))}
      </div>
      <input type="hidden" name={name} value={NO_BOX} />
      <div ref={frame} className="relative max-h-[26rem] overflow-y-auto rounded-lg border border-line bg-raised">
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrows move inside (ARIA grid pattern)
          role="grid"
          aria-label={label}
          className="w-full table-fixed select-none border-collapse text-xs"
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
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
              <tr key={half} className="h-6">
                <th scope="row" className="tabular pr-2 text-right align-top font-normal text-soft leading-none">
                  {half % 2 === 0 ? timeOf(half) : <span className="sr-only">{timeOf(half)}</span>}
                </th>
                {DAYS.map((day) => {
                  const index = day * 48 + half;
                  return (
                    <td
                      key={day}
                      className={`border-line border-x p-0 ${half % 2 === 0 ? "border-t" : "border-t border-t-line/40"} ${free?.[index] === "1" ? "bg-accent-soft" : ""}`}
                    >
                      <input
                        type="checkbox"
                        name={name}
                        value={index}
                        data-index={index}
                        aria-label={`${long[day]} ${timeOf(half)}`}
                        checked={bits[index] === "1"}
                        // A press has been dealt with when it began; keys and reading aids click without one.
                        onChange={(event) => {
                          if ((event.nativeEvent as MouseEvent).detail === 0) paint(index, event.target.checked);
                        }}
                        onFocus={() => setFocus(index)}
                        tabIndex={!ready || focus === index ? 0 : -1}
                        className="m-0 block h-6 w-full cursor-pointer touch-none appearance-none checked:bg-accent focus-visible:outline-offset-[-2px]"
                      />
                    </td>
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
      {free === undefined ? null : (
        <p className="text-soft text-sm">
          <span className="mr-1.5 inline-block size-3 rounded-sm border border-line bg-accent-soft align-[-1px]" />
          {t("picker.free")}
          {promised > 0 ? <span className="text-marigold"> {t("picker.outside", { hours: promised / 2 })}</span> : null}
        </p>
      )}
      {errors.length > 0 ? (
        <p tabIndex={-1} data-form-error className="text-red text-sm">
          {errors.join(" ")}
        </p>
      ) : null}
    </fieldset>
  );
}

/** The half-hour of the day at which the marks begin, so that the grid opens where there is something to see; 08:00 when empty. */
function firstHalf(bits: string): number {
  const starts = DAYS.map((day) => bits.slice(day * 48, day * 48 + 48).indexOf("1")).filter((half) => half >= 0);
  return starts.length > 0 ? Math.min(...starts) : 16;
}
