import type { Stretch } from "#app/domain/shifts/shift.ts";
import { useReader } from "#app/ui/kit/reader.ts";

/** How stretches of time are said on a zone's clock, in the reader's language. */
export function useShiftWords(zone: string) {
  const { locale } = useReader();
  const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: zone });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const times = ({ startsAt, endsAt }: Stretch) => `${time.format(startsAt)}–${time.format(endsAt)}`;
  return {
    /** "Mon 23 Nov" */
    day: (at: Date) => day.format(at),
    /** "09:00–13:00" */
    times,
    /** "Mon 23 Nov, 09:00–13:00" */
    whole: (stretch: Stretch) => `${day.format(stretch.startsAt)}, ${times(stretch)}`,
  };
}
