import fc from "fast-check";
import { expect, test } from "vitest";
import {
  allHours,
  countHalfHours,
  HALF_HOURS,
  hoursFrom,
  hoursInZone,
  NO_BOX,
  noHours,
  overlapOf,
  rangesOf,
  toUtcHours,
  touchedLocalHours,
  unionOf,
  weekHours,
  withoutHours,
} from "#app/kernel/week-hours.ts";

const hours = (day: number, from: number, to: number) => hoursFrom([{ day, from: from * 60, to: to * 60 }]);
const anyWeek = fc.array(fc.boolean(), { minLength: HALF_HOURS, maxLength: HALF_HOURS }).map((bits) => bits.map(Number).join(""));
const summer = "2026-07-06";
const winter = "2026-01-05";

test("a form's boxes and the 336 characters are read alike; a week with nothing marked is a week", () => {
  expect(weekHours.parse([NO_BOX, "0", "335"])).toBe(`1${"0".repeat(334)}1`);
  expect(weekHours.parse(NO_BOX)).toBe(noHours);
  expect(weekHours.parse(allHours)).toBe(allHours);
});

test.for([
  [undefined],
  ["1010"],
  ["2".repeat(336)],
  [[NO_BOX, "336"]],
  [[NO_BOX, "-1"]],
  [[NO_BOX, "nine"]],
  [["0", "1.5"]],
  [7],
  [null],
] as [unknown][])("%j is no week", ([value]) => {
  expect(weekHours.safeParse(value).success).toBe(false);
});

test("hours of a zone in UTC follow its summer time", () => {
  expect(toUtcHours(hours(0, 9, 17), "Europe/Lisbon", winter)).toBe(hours(0, 9, 17));
  expect(toUtcHours(hours(0, 9, 17), "Europe/Lisbon", summer)).toBe(hours(0, 8, 16));
  // Sunday evening in New York is Monday in UTC: the week is a circle.
  expect(toUtcHours(hours(6, 20, 24), "America/New_York", summer)).toBe(hours(0, 0, 4));
});

test("in the week of the change both offsets hold, each for its days", () => {
  const everyDay = hoursFrom([0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, from: 540, to: 600 })));
  // New York changes on Sunday 8 March 2026: 09:00 is 14:00 UTC from Monday to Saturday, 13:00 on Sunday.
  const inUtc = toUtcHours(everyDay, "America/New_York", "2026-03-02");
  expect(inUtc).toBe(
    hoursFrom([0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, from: day === 6 ? 780 : 840, to: day === 6 ? 840 : 900 }))),
  );
});

test("zones at half-hours move by whole bits; zones at quarters lose what they only touch", () => {
  expect(toUtcHours(hours(0, 9, 17), "Asia/Kolkata", summer)).toBe(hours(0, 3.5, 11.5));
  // 09:00 to 17:00 at UTC+5:45 is 03:15 to 11:15.
  expect(toUtcHours(hours(0, 9, 17), "Asia/Kathmandu", summer)).toBe(hours(0, 3.5, 11));
  expect(touchedLocalHours(hours(0, 3.5, 11), "Asia/Kathmandu", summer)).toBe(hours(0, 9, 17));
  expect(hoursInZone(hours(0, 9, 17), "Asia/Kathmandu", "UTC", summer)).toBe(hours(0, 3.5, 11));
});

test("there and back is the same in zones of whole half-hours", () => {
  fc.assert(
    fc.property(anyWeek, fc.constantFrom("Europe/Lisbon", "Asia/Kolkata", "America/New_York", "UTC"), (bits, zone) => {
      expect(touchedLocalHours(toUtcHours(bits, zone, summer), zone, summer)).toBe(bits);
      expect(countHalfHours(toUtcHours(bits, zone, summer))).toBe(countHalfHours(bits));
    }),
    { numRuns: 30, seed: 1 },
  );
});

test("sets of half-hours behave as sets, and ranges tell the same hours", () => {
  fc.assert(
    fc.property(anyWeek, anyWeek, (a, b) => {
      expect(countHalfHours(unionOf(a, b))).toBe(countHalfHours(a) + countHalfHours(b) - countHalfHours(overlapOf(a, b)));
      expect(unionOf(withoutHours(a, b), overlapOf(a, b))).toBe(a);
      const told = rangesOf(a).reduce((sum, { start, end }) => sum + end - start, 0);
      expect(told).toBe(countHalfHours(a));
    }),
    { numRuns: 100, seed: 1 },
  );
});
