import { useReader } from "./reader.ts";

const shapes: Record<"date" | "time" | "datetime", Intl.DateTimeFormatOptions> = {
  date: { day: "numeric", month: "short", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", timeZoneName: "short" },
  datetime: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" },
};

/** An instant on the reader's clock (or `zone`'s); it always says the zone, and hovering shows UTC. Plain dates ("2026-11-16") stay that day. */
export function When({
  at,
  format = "datetime",
  zone,
}: {
  at: Date | string;
  format?: "date" | "time" | "datetime" | "relative";
  zone?: string;
}) {
  const { locale, timeZone, now } = useReader();
  const plainDate = typeof at === "string" && /^\d{4}-\d{2}-\d{2}$/.test(at);
  const instant = typeof at === "string" ? new Date(plainDate ? `${at}T00:00:00Z` : at) : at;
  const utc = new Intl.DateTimeFormat(locale, { ...shapes.datetime, year: "numeric", timeZone: "UTC" }).format(instant);
  const shape = format === "relative" ? shapes.datetime : shapes[format];
  const text =
    format === "relative"
      ? relative(instant, now, locale)
      : new Intl.DateTimeFormat(locale, { ...shape, timeZone: plainDate ? "UTC" : (zone ?? timeZone) }).format(instant);
  return (
    <time
      dateTime={plainDate ? (at as string) : instant.toISOString()}
      title={plainDate ? undefined : utc}
      className="tabular"
      suppressHydrationWarning
    >
      {text}
    </time>
  );
}

function relative(instant: Date, now: Date, locale: string): string {
  const minutes = Math.round((instant.getTime() - now.getTime()) / 60_000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (Math.abs(minutes) < 60) return format.format(minutes, "minute");
  if (Math.abs(minutes) < 48 * 60) return format.format(Math.round(minutes / 60), "hour");
  return format.format(Math.round(minutes / 1440), "day");
}
