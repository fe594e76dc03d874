import fc from "fast-check";
import {
  bandDays,
  type HeadcountBand,
  hoursOfBand,
  mostPeople,
  peopleInWeek,
  peopleOnClock,
  personHalfHours,
  wrongBands,
} from "#app/domain/roles/headcount.ts";
import { saveRoleInput } from "#app/domain/roles/role.ts";
import { roleTemplates } from "#app/domain/roles/role-templates.ts";
import { requiredPeople } from "#app/domain/shifts/coverage.ts";
import { startOfWeek, Temporal } from "#app/kernel/time.ts";
import { countHalfHours, HALF_HOURS } from "#app/kernel/week-hours.ts";
import { everyDay, hours, weekdays } from "#tests/factories/agents.ts";
import { roleForm } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";

const at = (day: number, hour: number) => day * 48 + hour * 2;

test("a peak and a night have their own numbers, the rest the headcount, and hours that are not covered nobody", () => {
  const role = {
    coverage: hours(everyDay, 0, 20),
    headcount: 2,
    headcounts: [
      { people: 5, days: "weekdays", from: 18, to: 26 },
      { people: 1, days: "sun", from: 44, to: 12 },
    ] satisfies HeadcountBand[],
  };
  const people = peopleOnClock(role);
  expect([people[at(0, 8)], people[at(0, 9)], people[at(4, 12.5)], people[at(4, 13)], people[at(5, 9)]]).toEqual([2, 5, 5, 2, 2]);
  // Sunday 22:00 is not covered; its night goes on into Monday.
  expect([people[at(6, 22)], people[at(0, 0)], people[at(0, 5.5)], people[at(0, 6)]]).toEqual([0, 1, 1, 2]);
  expect(mostPeople(role)).toBe(5);
  expect(personHalfHours(role)).toBe(2 * 7 * 40 + 3 * 5 * 8 - 12);
});

test("in each week of the year a UTC half-hour wants what its zone's clock wants then", () => {
  const band = fc.record({
    people: fc.integer({ min: 1, max: 9 }),
    days: fc.constantFrom(...bandDays),
    from: fc.integer({ min: 0, max: 47 }),
    to: fc.integer({ min: 1, max: 48 }),
  });
  const zone = fc.constantFrom("America/New_York", "Europe/Lisbon", "Asia/Kolkata", "Australia/Lord_Howe", "UTC");
  const week = fc.constantFrom("2026-03-02", "2026-03-09", "2026-03-23", "2026-04-06", "2026-10-26", "2026-11-02");
  fc.assert(
    fc.property(
      fc.array(band, { maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
      zone,
      week,
      (headcounts, headcount, timeZone, monday) => {
        const role = { coverage: hours(everyDay, 6, 22), headcount, headcounts, timeZone };
        const local = peopleOnClock(role);
        const inWeek = peopleInWeek(role, monday);
        const start = startOfWeek(monday).getTime();
        const wants = (epochMs: number) => {
          const there = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
          return local[(there.dayOfWeek - 1) * 48 + there.hour * 2 + (there.minute >= 30 ? 1 : 0)]!;
        };
        for (let i = 0; i < HALF_HOURS; i++) {
          const from = start + i * 1_800_000;
          expect(inWeek[i]).toBe(Math.min(wants(from), wants(from + 1_799_999)));
        }
        expect(requiredPeople({ ...role, startsOn: null, endsOn: null }, monday)).toEqual(inWeek);
      },
    ),
    { numRuns: 60 },
  );
});

test("rows outside the hours of the week, or over each other, are refused at their own place", () => {
  const morning: HeadcountBand = { people: 3, days: "weekdays", from: 18, to: 24 };
  expect(
    wrongBands(hours(weekdays, 9, 17), [morning, { ...morning, days: "sat" }, { ...morning, days: "mon", from: 22 }]),
  ).toEqual([
    { band: 1, problem: "outside" },
    { band: 2, problem: "twice" },
  ]);
  const problems = (headcounts: unknown) =>
    saveRoleInput.safeParse(roleForm({ headcounts })).error?.issues.map((one) => [one.path.join("."), one.message]) ?? [];
  expect(problems([morning])).toEqual([]);
  expect(problems([{ ...morning, days: "sun" }])).toEqual([["headcounts.0.people", "roles:errors.headcount.outside"]]);
  for (const wrong of [{ people: 0 }, { people: 51 }, { people: "x" }, { days: "never" }, { from: 48 }, { to: 0 }])
    expect(problems([{ ...morning, ...wrong }])[0]?.[0]).toBe(`headcounts.0.${Object.keys(wrong)[0]}`);
  expect(problems(Array.from({ length: 13 }, () => morning))[0]?.[0]).toBe("headcounts");
});

test("the template for a peak has one, and can be posted as it is", () => {
  const template = roleTemplates["seasonal-peak"];
  expect(mostPeople(template)).toBe(4);
  expect(wrongBands(template.coverage, template.headcounts)).toEqual([]);
  expect(countHalfHours(hoursOfBand(template.headcounts[0]!))).toBe(7 * 6);
});
