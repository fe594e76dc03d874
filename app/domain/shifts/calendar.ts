import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from "ical-generator";
import type { Stretch } from "./shift.ts";

export interface CalendarEvent extends Stretch {
  /** The same event keeps the same, so that a calendar replaces it: "shift-..." */
  uid: string;
  title: string;
  description: string;
  /** Counts up with every change, so that a calendar keeps the newest (RFC 5545, 3.8.7.4). */
  sequence: number;
  /** It is over and was worked: it keeps nobody's time. */
  past?: boolean;
}

/**
 * An iCalendar file (RFC 5545) of events in UTC, so that any calendar shows them on its own clock.
 * @param name what the calendar is called where it is imported; @param now the business time it was written at
 */
export function calendarFile({ name, events, now }: { name: string; events: CalendarEvent[]; now: Date }): string {
  const calendar = ical({ name, method: ICalCalendarMethod.PUBLISH, prodId: "//Deskhand//Calendar//EN" });
  for (const { uid, startsAt, endsAt, title, description, sequence, past } of events)
    calendar.createEvent({
      id: `${uid}@deskhand`,
      stamp: now,
      start: startsAt,
      end: endsAt,
      sequence,
      summary: title,
      description,
      status: ICalEventStatus.CONFIRMED,
      transparency: past ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
    });
  return `${calendar.toString()}\r\n`;
}
