import { Temporal } from "temporal-polyfill";

export { Temporal };

/** Minutes of one diary slot; a segment never leaves its slot (product.md, "Time worked"). */
export const SLOT_MINUTES = 10;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The Monday (ISO date, UTC) of the week that holds the instant: "2026-11-16". Weeks are Monday 00:00 to Monday 00:00 UTC. */
export function weekOf(instant: Date): string {
  // A day of UTC has no clock changes; this is asked for every segment, so it is reckoned by hand. 1970-01-05 was a Monday.
  const days = Math.floor((instant.getTime() - 4 * DAY_MS) / (7 * DAY_MS)) * 7 + 4;
  if (days !== latest.days) latest = { days, week: new Date(days * DAY_MS).toISOString().slice(0, 10) };
  return latest.week;
}
/** The answer before: who asks for many segments mostly asks for one week. */
let latest = { days: 4, week: "1970-01-05" };

/** The instant at which a week begins: its Monday 00:00 UTC. */
export function startOfWeek(week: string): Date {
  return new Date(`${week}T00:00:00.000Z`);
}

/** The Monday `weeks` later (or earlier when negative). */
export function shiftWeek(week: string, weeks: number): string {
  return new Date(startOfWeek(week).getTime() + weeks * 7 * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The four instants of a week's life (product.md, "The week"), all UTC.
 * @param week the Monday the work was done in
 */
export function weekClocks(week: string): { closesAt: Date; reviewUntil: Date; availableAt: Date; endsAt: Date } {
  const next = startOfWeek(shiftWeek(week, 1)).getTime();
  const noon = 12 * 60 * MINUTE_MS;
  return {
    endsAt: new Date(next),
    closesAt: new Date(next + noon),
    reviewUntil: new Date(next + 5 * DAY_MS),
    availableAt: new Date(next + 9 * DAY_MS + noon),
  };
}

export function addMinutes(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * MINUTE_MS);
}

export function addDays(instant: Date, days: number): Date {
  return new Date(instant.getTime() + days * DAY_MS);
}

/** The first instant of the ten-minute UTC slot that holds the instant. */
export function slotOf(instant: Date): Date {
  const slot = SLOT_MINUTES * MINUTE_MS;
  return new Date(Math.floor(instant.getTime() / slot) * slot);
}

/** ISO date of the instant in a zone: "2026-11-16". */
export function dateIn(instant: Date, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** Runtimes list some zones only under a name that the IANA database has since replaced (its "backward" file). */
const renamed: Record<string, string> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
};
const zones = new Set(Intl.supportedValuesOf("timeZone").concat("UTC", Object.values(renamed)));
/** IANA zones this runtime knows, "UTC" included. */
export function isTimeZone(name: string): boolean {
  return zones.has(name);
}
/** A zone under its present name: browsers may still say "Asia/Calcutta". */
export function presentZone(name: string): string {
  return renamed[name] ?? name;
}
/** The zones to choose from, each under its present name. */
export function timeZones(): string[] {
  return [...zones].filter((zone) => !renamed[zone]).sort();
}
