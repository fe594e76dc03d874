import { rangesOf } from "#app/kernel/week-hours.ts";

const DAYS = [0, 1, 2, 3, 4, 5, 6];

/** Names of the weekdays, Monday first, in the reader's language. */
export function dayNames(locale: string, width: "short" | "long"): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: width, timeZone: "UTC" });
  // 5 January 2026 was a Monday.
  return DAYS.map((day) => format.format(new Date(Date.UTC(2026, 0, 5 + day))));
}

/** "09:30" of a half-hour of the day, 0 to 48. */
export function timeOf(half: number): string {
  return `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`;
}

/**
 * Hours of a week as people say them: "Mon–Fri 09:00–17:00, Sun 02:00–06:00". Ranges are cut at midnight; days after each other with the
 * same hours are said once.
 * @param most groups said; more end in "…"
 */
export function hoursInWords(bits: string, locale: string, { most = 20, width = "short" as "short" | "long" } = {}): string {
  const names = dayNames(locale, width);
  const groups: { first: number; last: number; times: string }[] = [];
  for (const day of DAYS) {
    const times = rangesOf(bits.slice(day * 48, day * 48 + 48).padEnd(336, "0"))
      .map(({ start, end }) => `${timeOf(start)}–${timeOf(end)}`)
      .join(", ");
    const before = groups.at(-1);
    if (!times) continue;
    if (before?.last === day - 1 && before.times === times) before.last = day;
    else groups.push({ first: day, last: day, times });
  }
  const words = groups.map(({ first, last, times }) =>
    first === last ? `${names[first]} ${times}` : `${names[first]}–${names[last]} ${times}`,
  );
  return words.length > most ? `${words.slice(0, most).join("; ")} …` : words.join("; ");
}
