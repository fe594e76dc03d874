import { addMinutes, shiftWeek, Temporal, weekOf } from "#app/kernel/time.ts";
import { type LocalDay, localDay } from "./diary-clock.ts";

/** The days of a calendar month on a zone's clock, in order. @param month "2026-11" */
export function daysOfMonth(month: string, zone: string): LocalDay[] {
  const { daysInMonth } = Temporal.PlainYearMonth.from(month);
  return Array.from({ length: daysInMonth }, (_, index) => localDay(`${month}-${String(index + 1).padStart(2, "0")}`, zone));
}

/** The rows of a calendar that begins on Monday: the month's ISO dates, null for places of other months. */
export function rowsOfMonth(month: string): (string | null)[][] {
  const first = Temporal.PlainDate.from(`${month}-01`);
  const places: (string | null)[] = [
    ...Array.from({ length: first.dayOfWeek - 1 }, () => null),
    ...Array.from({ length: first.daysInMonth }, (_, index) => first.add({ days: index }).toString()),
  ];
  while (places.length % 7 > 0) places.push(null);
  return Array.from({ length: places.length / 7 }, (_, row) => places.slice(row * 7, row * 7 + 7));
}

/** The weeks (Mondays, UTC) that a stretch of time touches, in order. */
export function weeksTouched({ from, to }: { from: Date; to: Date }): string[] {
  const weeks: string[] = [];
  const last = weekOf(new Date(to.getTime() - 1));
  for (let week = weekOf(from); week <= last; week = shiftWeek(week, 1)) weeks.push(week);
  return weeks;
}

/** The week in which the segments of most of a day lie: noon decides. */
export const weekOfDay = (day: LocalDay) => weekOf(addMinutes(day.start, 720));

export function shiftMonth(month: string, months: number): string {
  return Temporal.PlainYearMonth.from(month).add({ months }).toString();
}
