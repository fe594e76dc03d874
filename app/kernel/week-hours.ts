import { z } from "zod";
import { startOfWeek, Temporal } from "./time.ts";

/** Half-hours of a week, Monday 00:00 first. Written as 336 characters "0" and "1" (PostgreSQL bit(336)). */
export const HALF_HOURS = 336;

/** What the boxes of a form post beside the marked half-hours, so that a week with nothing marked is not a missing field. */
export const NO_BOX = "none";

/** The 336 characters themselves, or what a form with a box for each half-hour posts: NO_BOX and the numbers (0 to 335) of the marked ones. */
export const weekHours = z.preprocess(bitsOfBoxes, z.string().regex(/^[01]{336}$/, "errors:weekHoursMalformed"));

function bitsOfBoxes(value: unknown): unknown {
  const boxes = (Array.isArray(value) ? value : [value]).filter((box) => box !== NO_BOX);
  if (typeof value === "string" ? value.length === HALF_HOURS : !Array.isArray(value)) return value;
  if (!boxes.every((box) => /^\d{1,3}$/.test(String(box)) && Number(box) < HALF_HOURS)) return "";
  const marked = new Set(boxes.map(Number));
  return Array.from({ length: HALF_HOURS }, (_, i) => (marked.has(i) ? "1" : "0")).join("");
}

export const noHours = "0".repeat(HALF_HOURS);
export const allHours = "1".repeat(HALF_HOURS);

/** Character codes of "0" and "1". */
const [FREE, WORKED] = [48, 49];

export function countHalfHours(bits: string): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) if (bits.charCodeAt(i) === WORKED) count++;
  return count;
}

const ascii = new TextDecoder();

/** 336 characters of what a function says of each half-hour; lists of agents ask for thousands, and adding up a string takes longer. */
function bitsOf(isMarked: (i: number) => boolean): string {
  const codes = new Uint8Array(HALF_HOURS);
  for (let i = 0; i < HALF_HOURS; i++) codes[i] = isMarked(i) ? WORKED : FREE;
  return ascii.decode(codes);
}

export function overlapOf(a: string, b: string): string {
  return bitsOf((i) => a.charCodeAt(i) === WORKED && b.charCodeAt(i) === WORKED);
}

/** Half-hours in `a` that are not in `b`. */
export function withoutHours(a: string, b: string): string {
  return bitsOf((i) => a.charCodeAt(i) === WORKED && b.charCodeAt(i) !== WORKED);
}

export function unionOf(a: string, b: string): string {
  return bitsOf((i) => a.charCodeAt(i) === WORKED || b.charCodeAt(i) === WORKED);
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
  const touched = touchedIn(timeZone, week);
  return bitsOf((i) => bits.charCodeAt(touched[2 * i]!) === WORKED && bits.charCodeAt(touched[2 * i + 1]!) === WORKED);
}

/**
 * The way back: half-hours of one UTC week on a zone's clock, each local half-hour that a marked UTC half-hour touches.
 * @param week ISO date of the Monday that the UTC half-hours begin at
 */
export function touchedLocalHours(utc: string, timeZone: string, week: string): string {
  const touched = touchedIn(timeZone, week);
  const marked = new Uint8Array(HALF_HOURS);
  for (let i = 0; i < HALF_HOURS; i++) {
    if (utc.charCodeAt(i) !== WORKED) continue;
    marked[touched[2 * i]!] = 1;
    marked[touched[2 * i + 1]!] = 1;
  }
  return bitsOf((i) => marked[i] === 1);
}

/** Half-hours of one zone's week on another zone's clock, those only that are covered wholly. @param week as above */
export function hoursInZone(bits: string, from: string, to: string, week: string): string {
  if (from === to) return bits;
  return withoutHours(allHours, touchedLocalHours(withoutHours(allHours, toUtcHours(bits, from, week)), to, week));
}

const weeks = new Map<string, Uint16Array>();
/** Some zones for some months, at 1.3 KB a week of a zone. */
const MOST_WEEKS = 5000;

/** For each half-hour of a UTC week the two of the zone's clock that it begins and ends in: the same but on clocks a quarter apart, or that change. */
function touchedIn(timeZone: string, week: string): Uint16Array {
  const key = `${timeZone} ${week}`;
  const known = weeks.get(key);
  if (known) return known;
  const touched = new Uint16Array(2 * HALF_HOURS);
  const start = startOfWeek(week).getTime();
  for (let i = 0; i < HALF_HOURS; i++) {
    const from = start + i * 30 * 60_000;
    touched[2 * i] = localHalfHour(from, timeZone);
    touched[2 * i + 1] = localHalfHour(from + 30 * 60_000 - 1, timeZone);
  }
  if (weeks.size >= MOST_WEEKS) weeks.clear();
  weeks.set(key, touched);
  return touched;
}

/** The half-hour of the week (0 to 335) that an instant falls in, on the clock of a zone. */
function localHalfHour(epochMs: number, timeZone: string): number {
  const local = Math.floor(epochMs / 60_000) + offsetMinutes(epochMs, timeZone);
  // 1970-01-01 was a Thursday: three days after a Monday.
  const minuteOfWeek = (((local + 3 * 1440) % 10_080) + 10_080) % 10_080;
  return Math.floor(minuteOfWeek / 30);
}

const offsets = new Map<string, Map<number, number>>();
const MOST_QUARTERS = 100_000;

/** Offset of a zone in minutes east of UTC, looked up once a quarter of an hour: no zone changes between quarters. */
export function offsetMinutes(epochMs: number, timeZone: string): number {
  const kept = offsets.get(timeZone);
  const known = kept && kept.size < MOST_QUARTERS ? kept : new Map<number, number>();
  if (known !== kept) offsets.set(timeZone, known);
  const quarter = Math.floor(epochMs / 900_000);
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = Temporal.Instant.fromEpochMilliseconds(quarter * 900_000).toZonedDateTimeISO(timeZone).offsetNanoseconds / 60e9;
    known.set(quarter, offset);
  }
  return offset;
}
