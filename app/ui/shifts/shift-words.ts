import { type LocalDay, localDaysOf } from "#app/domain/diary/diary-clock.ts";
import type { Stretch } from "#app/domain/shifts/shift.ts";
import { addDays, startOfWeek } from "#app/kernel/time.ts";
import { useReader } from "#app/ui/kit/reader.ts";

/** How stretches of time are said on a zone's clock, in the reader's language. */
export function useShiftWords(zone: string) {
  const { locale } = useReader();
  const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: zone });
  const short = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", timeZone: zone });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const times = ({ startsAt, endsAt }: Stretch) => `${time.format(startsAt)}–${time.format(endsAt)}`;
  return {
    /** "Mon 23 Nov" */
    day: (at: Date) => day.format(at),
    /** "Mon 23", of a local day. */
    shortDay: ({ start, end }: LocalDay) => short.format((start.getTime() + end.getTime()) / 2),
    /** "09:00–13:00" */
    times,
    /** "Mon 23 Nov, 09:00–13:00" */
    whole: (stretch: Stretch) => `${day.format(stretch.startsAt)}, ${times(stretch)}`,
  };
}

/**
 * The days of a zone that a UTC week touches; of those with no more than half a day inside it only the ones that hold something, so that a
 * week looks like seven days wherever it can.
 */
export function daysShown(week: string, zone: string, stretches: Stretch[]): LocalDay[] {
  const begin = startOfWeek(week);
  const end = addDays(begin, 7);
  return localDaysOf(week, zone).filter((day) => {
    const inside = Math.min(+day.end, +end) - Math.max(+day.start, +begin);
    return inside > 43_200_000 || stretches.some((one) => one.startsAt < day.end && one.endsAt > day.start);
  });
}
