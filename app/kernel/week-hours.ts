import { z } from "zod";
import { startOfWeek, Temporal } from "./time.ts";

/** Half-hours of a week, Monday 00:00 first. Written as 336 characters "0" and "1" (PostgreSQL bit(336)). */
export const HALF_HOURS = 336;

export const weekHours = z.string().regex(/^[01]{336}$/, "errors:weekHoursMalformed");

export const noHours = "0".repeat(HALF_HOURS);
export const allHours = "1".repeat(HALF_HOURS);

export function countHalfHours(bits: string): number {
  let count = 0;
  for (const bit of bits) if (bit === "1") count++;
  return count;
}

export function overlapOf(a: string, b: string): string {
  return combine(a, b, (x, y) => x && y);
}

/** Half-hours in `a` that are not in `b`. */
export function withoutHours(a: string, b: string): string {
  return combine(a, b, (x, y) => x && !y);
}

export function unionOf(a: string, b: string): string {
  return combine(a, b, (x, y) => x || y);
}

function combine(a: string, b: string, keep: (x: boolean, y: boolean) => boolean): string {
  let out = "";
  for (let i = 0; i < HALF_HOURS; i++) out += keep(a[i] === "1", b[i] === "1") ? "1" : "0";
  return out;
}

/** Consecutive half-hours as ranges, `end` exclusive, both 0 to 336. */
export function rangesOf(bits: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (let i = 0; i < HALF_HOURS; i++) {
    if (bits[i] !== "1") continue;
    const last = ranges.at(-1);
    if (last?.end === i) last.end = i + 1;
    else ranges.push({ start: i, end: i + 1 });
  }
  return ranges;
}

/** Bits from ranges of [day 0 = Monday, from minutes, to minutes]. */
export function hoursFrom(windows: { day: number; from: number; to: number }[]): string {
  const bits = Array.from({ length: HALF_HOURS }, () => "0");
  for (const { day, from, to } of windows) {
    for (let i = Math.ceil(from / 30); i < Math.floor(to / 30); i++) bits[(day * 48 + i) % HALF_HOURS] = "1";
  }
  return bits.join("");
}

/**
 * Weekly hours of a zone as half-hours of one UTC week (product.md, "Hours"): daylight saving is that of the week itself, and a UTC
 * half-hour counts only when the zone's hours cover it wholly, so quarter-hour zones lose the half-hours they only touch.
 * @param bits hours in `timeZone`; @param week ISO date of a Monday
 */
export function toUtcHours(bits: string, timeZone: string, week: string): string {
  if (bits === noHours || bits === allHours) return bits;
  const start = startOfWeek(week).getTime();
  let out = "";
  for (let i = 0; i < HALF_HOURS; i++) {
    const from = start + i * 30 * 60_000;
    out += isWorked(bits, timeZone, from) && isWorked(bits, timeZone, from + 30 * 60_000 - 1) ? "1" : "0";
  }
  return out;
}

function isWorked(bits: string, timeZone: string, epochMs: number): boolean {
  return bits[halfHourAt(new Date(epochMs), timeZone)] === "1";
}

/** The half-hour of the week (0 to 335) that an instant falls in, on the clock of a zone. */
export function halfHourAt(instant: Date, timeZone: string): number {
  const offset = offsetMinutes(instant.getTime(), timeZone);
  const local = Math.floor(instant.getTime() / 60_000) + offset;
  // 1970-01-01 was a Thursday: three days after a Monday.
  const minuteOfWeek = (((local + 3 * 1440) % 10_080) + 10_080) % 10_080;
  return Math.floor(minuteOfWeek / 30);
}

const offsets = new Map<string, number>();
/** Offset of a zone in minutes east of UTC, looked up once a quarter of an hour: no zone changes between quarters. */
function offsetMinutes(epochMs: number, timeZone: string): number {
  const quarter = Math.floor(epochMs / 900_000);
  const key = `${timeZone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    if (offsets.size > 200_000) offsets.clear();
    offset = Temporal.Instant.fromEpochMilliseconds(quarter * 900_000).toZonedDateTimeISO(timeZone).offsetNanoseconds / 60e9;
    offsets.set(key, offset);
  }
  return offset;
}
