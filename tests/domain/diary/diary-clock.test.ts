import { clockChangeIn, hoursOf, localDay, localDaysOf } from "#app/domain/diary/diary-clock.ts";
import { stretchesOf } from "#app/domain/diary/segment.ts";
import { addDays, addMinutes, startOfWeek, weekClocks, weekOf } from "#app/kernel/time.ts";
import { segmentsOf } from "#tests/factories/diary.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const hours = (day: { start: Date; end: Date }) => (day.end.getTime() - day.start.getTime()) / 3_600_000;

test.for([
  ["2026-10-19", "UTC", 7, []],
  ["2026-11-16", "Europe/Lisbon", 7, []],
  ["2026-11-16", "Europe/Paris", 8, []],
  ["2026-10-19", "Europe/Lisbon", 7, [["2026-10-25", 25]]],
  ["2026-10-19", "Europe/Paris", 8, [["2026-10-25", 25]]],
  ["2026-10-26", "America/New_York", 8, [["2026-11-01", 25]]],
  ["2027-03-22", "Europe/Paris", 8, [["2027-03-28", 23]]],
  ["2027-03-08", "America/New_York", 8, [["2027-03-14", 23]]],
  ["2026-11-16", "Asia/Kathmandu", 8, []],
] as const)("the week of %s on the clock of %s", ([week, zone, days, uneven]) => {
  const rows = localDaysOf(week, zone);
  expect(rows).toHaveLength(days);
  expect(rows.filter((day) => hours(day) !== 24).map((day) => [day.date, hours(day)])).toEqual(uneven);
  // Nothing of the week is missing, nothing stands twice.
  expect(rows[0]!.start <= startOfWeek(week) && rows.at(-1)!.end >= addDays(startOfWeek(week), 7)).toBe(true);
  for (let i = 1; i < rows.length; i++) expect(rows[i]!.start).toEqual(rows[i - 1]!.end);
});

test("the hour that comes twice stands twice, the one that is left out is not there", () => {
  const shown = (date: string, zone: string) => hoursOf(localDay(date, zone), zone).map((mark) => mark.hour);
  expect(shown("2026-10-25", "Europe/Lisbon").slice(0, 4)).toEqual([0, 1, 1, 2]);
  expect(shown("2026-10-25", "Europe/Lisbon")).toHaveLength(25);
  expect(shown("2027-03-14", "America/New_York").slice(0, 4)).toEqual([0, 1, 3, 4]);
  expect(
    hoursOf(localDay("2026-11-18", "Asia/Kathmandu"), "Asia/Kathmandu", 3).map((mark) => mark.at.toISOString().slice(11, 16)),
  ).toEqual(["18:15", "21:15", "00:15", "03:15", "06:15", "09:15", "12:15", "15:15"]);
});

test("a change of the clocks inside a week is known, on each clock by itself", () => {
  const changeIn = (week: string, zone: string) => clockChangeIn(startOfWeek(week), addDays(startOfWeek(week), 7), zone);
  expect(changeIn("2026-10-19", "Europe/Paris")).toEqual(at("2026-10-25T01:00Z"));
  expect(changeIn("2026-10-19", "America/New_York")).toBeNull();
  expect(changeIn("2026-10-26", "America/New_York")).toEqual(at("2026-11-01T06:00Z"));
  expect(changeIn("2026-10-19", "UTC")).toBeNull();
});

test("a week stays 10,080 minutes of UTC, its clocks at the same UTC hours, through changes of the clocks and of the year", () => {
  for (const week of ["2026-10-19", "2026-10-26", "2026-12-28", "2027-03-22"]) {
    const { endsAt, closesAt, reviewUntil, availableAt } = weekClocks(week);
    expect((endsAt.getTime() - startOfWeek(week).getTime()) / 60_000).toBe(10_080);
    expect([closesAt, reviewUntil, availableAt].map((one) => [one.getUTCDay(), one.getUTCHours()])).toEqual([
      [1, 12],
      [6, 0],
      [3, 12],
    ]);
    expect(weekOf(addMinutes(endsAt, -1))).toBe(week);
    expect(weekOf(endsAt)).not.toBe(week);
  }
  expect(weekOf(at("2027-01-01T12:00Z"))).toBe("2026-12-28");
  expect(weekClocks("2026-12-28")).toEqual({
    endsAt: at("2027-01-04T00:00Z"),
    closesAt: at("2027-01-04T12:00Z"),
    reviewUntil: at("2027-01-09T00:00Z"),
    availableAt: at("2027-01-13T12:00Z"),
  });
});

test("segments that follow each other are one stretch, until kind, memo, a break or a tombstone parts them", () => {
  const row = (from: string, minutes: number, more = {}) =>
    segmentsOf(at(from), minutes).map((one) => ({ ...one, contractId: "c", overLimit: false, deletedAt: null, ...more }));
  const rows = [
    ...row("2026-11-18T09:00Z", 30),
    ...row("2026-11-18T09:30Z", 10, { memo: "Refunds" }),
    ...row("2026-11-18T09:40Z", 10, { memo: "Refunds", deletedAt: at("2026-11-18T10:00Z") }),
    ...row("2026-11-18T11:00Z", 20, { memo: "Refunds" }),
  ];
  expect(stretchesOf(rows).map((one) => [one.from.toISOString().slice(11, 16), one.minutes, one.segments.length])).toEqual([
    ["09:00", 30, 3],
    ["09:30", 10, 1],
    ["09:40", 10, 1],
    ["11:00", 20, 2],
  ]);
});
