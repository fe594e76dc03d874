import type { Stretch } from "./shift.ts";

export interface CalendarEvent extends Stretch {
  id: string;
  title: string;
  description: string;
  /** Counts up with every change, so that a calendar keeps the newest (RFC 5545, 3.8.7.4). */
  sequence: number;
}

/** A TEXT value (RFC 5545, 3.3.11). */
const text = (value: string) =>
  value
    .replace(/\\/g, "\\\\")
    .replace(/[;,]/g, (sign) => `\\${sign}`)
    .replace(/\r\n|\r|\n/g, "\\n");

/** An instant in UTC, "20261123T090000Z" (RFC 5545, 3.3.5, form 2). */
const instant = (at: Date) => at.toISOString().replace(/[-:]|\.\d{3}/g, "");

const encoder = new TextEncoder();
const MOST_OCTETS = 75;

/** A content line, folded so that none is longer than 75 octets and no character is torn (RFC 5545, 3.1). */
function folded(line: string): string {
  const lines: string[] = [];
  let now = "";
  let octets = 0;
  for (const char of line) {
    const size = encoder.encode(char).length;
    if (octets + size > MOST_OCTETS) {
      lines.push(now);
      now = " ";
      octets = 1;
    }
    now += char;
    octets += size;
  }
  return [...lines, now].join("\r\n");
}

/**
 * An iCalendar file (RFC 5545) of events in UTC, so that any calendar shows them on its own clock.
 * @param name what the calendar is called where it is imported; @param now the business time it was written at
 */
export function calendarFile({ name, events, now }: { name: string; events: CalendarEvent[]; now: Date }): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Deskhand//Shifts//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${text(name)}`,
    ...events.flatMap((event) => [
      "BEGIN:VEVENT",
      `UID:shift-${event.id}@deskhand`,
      `DTSTAMP:${instant(now)}`,
      `DTSTART:${instant(event.startsAt)}`,
      `DTEND:${instant(event.endsAt)}`,
      `SEQUENCE:${event.sequence}`,
      `SUMMARY:${text(event.title)}`,
      `DESCRIPTION:${text(event.description)}`,
      "STATUS:CONFIRMED",
      "TRANSP:OPAQUE",
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}
