import fc from "fast-check";
import { planCoverage } from "#app/domain/shifts/plan-coverage.ts";
import { HALF_HOURS, noHours } from "#app/kernel/week-hours.ts";
import { hours, weekdays } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";

const days = Array.from({ length: HALF_HOURS }, (_, i) => Math.floor(i / 48));
const need = (bits: string, people = 1) => Array.from(bits, (bit) => (bit === "1" ? people : 0));
const person = (contractId: string, available: string, left: number) => ({ contractId, available, left });

test("hours are shared evenly, over the days and between people", () => {
  const plan = planCoverage(need(hours(weekdays, 8, 18), 2), days, [
    person("a", hours(weekdays, 8, 18), 50),
    person("b", hours(weekdays, 8, 18), 50),
    person("c", hours(weekdays, 13, 18), 50),
  ]);
  const of = (id: string) => plan.filter((one) => one.contractId === id);
  for (const id of ["a", "b"])
    expect(
      of(id)
        .map((one) => [days[one.start], one.end - one.start])
        .sort(),
    ).toEqual(weekdays.map((day) => [day, 10]));
  expect(of("c").every((one) => one.start % 48 >= 26 && (one.end - 1) % 48 < 36)).toBe(true);
  // Nobody stands twice before everybody's hours are covered once.
  const covered = need(noHours);
  for (const { start, end } of plan) for (let i = start; i < end; i++) covered[i]!++;
  expect(need(hours(weekdays, 8, 18)).every((wanted, i) => covered[i]! >= wanted)).toBe(true);
});

test("nobody is planned for less than an hour, nor beyond the week's limit", () => {
  expect(planCoverage(need(hours([0], 9, 9.5)), days, [person("a", hours([0], 8, 18), 80)])).toEqual([]);
  expect(planCoverage(need(hours([0], 9, 17)), days, [person("a", hours([0], 8, 18), 4)])).toEqual([
    { contractId: "a", start: 18, end: 22 },
  ]);
  expect(planCoverage(need(hours([0], 9, 17)), days, [person("a", noHours, 80)])).toEqual([]);
});

test("whatever is asked, a plan stays within windows, limits and need, and no one is in two places", () => {
  const bits = fc
    .array(
      fc.record({
        day: fc.integer({ min: 0, max: 6 }),
        from: fc.integer({ min: 0, max: 20 }),
        length: fc.integer({ min: 1, max: 10 }),
      }),
      { maxLength: 8 },
    )
    .map((windows) =>
      windows.reduce(
        (all, { day, from, length }) =>
          Array.from(all, (bit, i) =>
            i >= day * 48 + from * 2 && i < Math.min(336, day * 48 + (from + length) * 2) ? "1" : bit,
          ).join(""),
        noHours,
      ),
    );
  fc.assert(
    fc.property(
      bits,
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.tuple(bits, fc.integer({ min: 0, max: 60 })), { maxLength: 5 }),
      (wanted, heads, team) => {
        const missing = need(wanted, heads);
        const people = team.map(([available, left], i) => person(String(i), available, left));
        const plan = planCoverage(missing, days, people);
        const covered = need(noHours);
        for (const one of people) {
          const own = plan.filter((shift) => shift.contractId === one.contractId);
          const taken = new Set<number>();
          for (const { start, end } of own) {
            expect(end - start).toBeGreaterThanOrEqual(2);
            for (let i = start; i < end; i++) {
              expect(one.available[i]).toBe("1");
              expect(taken.has(i)).toBe(false);
              taken.add(i);
              covered[i]!++;
            }
          }
          expect(taken.size).toBeLessThanOrEqual(one.left);
          for (let day = 0; day < 7; day++) expect([...taken].filter((i) => days[i] === day).length).toBeLessThanOrEqual(32);
        }
        expect(covered.every((count, i) => count <= missing[i]!)).toBe(true);
        expect(plan).toEqual(planCoverage(missing, days, people));
      },
    ),
    { numRuns: 200 },
  );
});
