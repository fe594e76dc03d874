import { addDays, startOfWeek, Temporal } from "#app/kernel/time.ts";

/** A day on the clock of a zone: 23 or 25 hours long when the clocks change in it. */
export interface LocalDay {
  /** ISO date in the zone. */
  date: string;
  start: Date;
  /** Exclusive. */
  end: Date;
}

export function localDay(date: string, timeZone: string): LocalDay {
  const day = Temporal.PlainDate.from(date);
  const midnight = (one: Temporal.PlainDate) => new Date(one.toZonedDateTime(timeZone).epochMilliseconds);
  return { date: day.toString(), start: midnight(day), end: midnight(day.add({ days: 1 })) };
}

/** The days of a zone that a week touches, which is a week of UTC: seven in UTC, eight where midnight is another instant. */
export function localDaysOf(week: string, timeZone: string): LocalDay[] {
  const begin = startOfWeek(week);
  const end = addDays(begin, 7);
  const days: LocalDay[] = [];
  for (let day = Temporal.PlainDate.from(week).subtract({ days: 1 }); ; day = day.add({ days: 1 })) {
    const local = localDay(day.toString(), timeZone);
    if (local.start >= end) return days;
    if (local.end > begin) days.push(local);
  }
}

/** The instants inside a day at which its clock shows a full hour, every `step` hours of the clock; an hour that comes twice stands twice. */
export function hoursOf(day: LocalDay, timeZone: string, step = 1): { at: Date; hour: number }[] {
  const marks: { at: Date; hour: number }[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(day.start.getTime()).toZonedDateTimeISO(timeZone);
  while (at.epochMilliseconds < day.end.getTime()) {
    if (at.minute === 0 && at.hour % step === 0) marks.push({ at: new Date(at.epochMilliseconds), hour: at.hour });
    at = at.add({ minutes: 60 - at.minute });
  }
  return marks;
}

/** When the zone's clocks change in a stretch of time, or null. */
export function clockChangeIn(from: Date, to: Date, timeZone: string): Date | null {
  const next = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(timeZone).getTimeZoneTransition("next");
  return next && next.epochMilliseconds < to.getTime() ? new Date(next.epochMilliseconds) : null;
}
