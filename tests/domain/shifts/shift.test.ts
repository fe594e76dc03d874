import { adherenceOf, belowFloor } from "#app/domain/shifts/adherence.ts";
import { calendarFile } from "#app/domain/shifts/calendar.ts";
import { after, gapsToOffer, halfHourAt, levelsOf, peopleIn, requiredPeople, withinDates } from "#app/domain/shifts/coverage.ts";
import { cutByWeek, ownShiftChange, problemOf, shiftLifecycle, stretchOn, swapLifecycle } from "#app/domain/shifts/shift.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { allHours, countHalfHours } from "#app/kernel/week-hours.ts";
import { hours, weekdays } from "#tests/factories/agents.ts";
import { inWords, stretch } from "#tests/factories/shifts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const typed = (day: string, from: string, to: string, zone: string) => {
  const read = stretchOn({ day, from, to }, zone);
  return read.ok ? [read.stretch.startsAt.toISOString(), read.stretch.endsAt.toISOString()] : [read.field, read.key];
};

test("a shift typed on a zone's clock becomes instants, daylight saving by its date", () => {
  expect(typed("2026-10-23", "09:00", "13:00", "Europe/Paris")).toEqual(["2026-10-23T07:00:00.000Z", "2026-10-23T11:00:00.000Z"]);
  expect(typed("2026-10-26", "09:00", "13:00", "Europe/Paris")).toEqual(["2026-10-26T08:00:00.000Z", "2026-10-26T12:00:00.000Z"]);
  // Past midnight is the next day; midnight is the end of this one.
  expect(typed("2026-11-23", "22:00", "06:00", "UTC")).toEqual(["2026-11-23T22:00:00.000Z", "2026-11-24T06:00:00.000Z"]);
  expect(typed("2026-11-23", "18:00", "00:00", "UTC")).toEqual(["2026-11-23T18:00:00.000Z", "2026-11-24T00:00:00.000Z"]);
  // The night the clocks go back is an hour longer, the hour that is left out in spring is no time.
  expect(typed("2026-10-25", "00:00", "04:00", "Europe/Paris")).toEqual(["2026-10-24T22:00:00.000Z", "2026-10-25T03:00:00.000Z"]);
  expect(typed("2027-03-28", "02:30", "06:00", "Europe/Paris")).toEqual(["from", "shifts:errors.noSuchTime"]);
  expect(typed("2026-11-23", "09:15", "12:00", "UTC")).toEqual(["from", "shifts:errors.halfHour"]);
  expect(typed("2026-11-23", "09:15", "12:15", "Asia/Kathmandu")).toEqual([
    "2026-11-23T03:30:00.000Z",
    "2026-11-23T06:30:00.000Z",
  ]);
  expect(typed("2026-11-23", "09:00", "09:00", "UTC")).toEqual(["to", "shifts:errors.tooLong"]);
  expect(problemOf(stretch("2026-11-23 09:00-08:30"))?.field).toBe("to");
});

test("a shift over the end of the UTC week is two", () => {
  const pieces = cutByWeek({ startsAt: at("2026-11-29T22:00Z"), endsAt: at("2026-11-30T02:00Z") });
  expect(pieces.map((one) => [one.week, inWords(one)])).toEqual([
    ["2026-11-23", "Sun 22:00-00:00"],
    ["2026-11-30", "Mon 00:00-02:00"],
  ]);
});

test("states and what may follow", () => {
  expect(shiftLifecycle.actions("draft")).toEqual(["publish", "edit"]);
  expect(shiftLifecycle.actions("cancelled")).toEqual([]);
  expect(swapLifecycle.next("offered", "agree")).toBe("agreed");
  expect(() => swapLifecycle.next("declined", "accept")).toThrow(Conflict);
});

test("a colleague, or a colleague's shift, is chosen in one field", () => {
  const id = "0198c5f2-7a00-7000-8000-000000000001";
  const read = (value: string) => ownShiftChange.safeParse({ intent: "offerSwap", shiftId: id, with: value });
  expect(read(id).data).toMatchObject({ with: { toContractId: id } });
  expect(read(`${id}/${id}`).data).toMatchObject({ with: { toContractId: id, returnShiftId: id } });
  for (const wrong of ["", "x", `${id}/x`, `${id}/${id}/${id}`]) expect(read(wrong).error?.issues[0]?.path).toEqual(["with"]);
});

test("what a role needs follows its own clock, that week's", () => {
  const role = {
    coverage: hours(weekdays, 9, 17),
    timeZone: "America/New_York",
    headcount: 2,
    headcounts: [],
    startsOn: null,
    endsOn: null,
  };
  const sums = (week: string) =>
    levelsOf({ need: requiredPeople(role, week) }).map((one) => [halfHourAt(week, one.start).toISOString(), one.need]);
  expect(sums("2026-10-26")[0]).toEqual(["2026-10-26T13:00:00.000Z", 2]);
  expect(sums("2026-11-02")[0]).toEqual(["2026-11-02T14:00:00.000Z", 2]);
  expect(sums("2026-11-02")).toHaveLength(5);
  const dated = { ...role, startsOn: "2026-10-28", endsOn: "2026-10-29" };
  expect(levelsOf({ need: requiredPeople(dated, "2026-10-26") })).toHaveLength(2);
  expect(countHalfHours(withinDates(allHours, "2026-10-26", { timeZone: "UTC", startsOn: "2026-11-01", endsOn: null }))).toBe(48);
  expect(countHalfHours(after(allHours, "2026-10-26", at("2026-11-01T23:00Z")))).toBe(1);
});

test("gaps are offered one for each missing person, in even pieces of at most four hours", () => {
  const week = "2026-11-23";
  const missing = requiredPeople(
    { coverage: hours([0], 8, 18), timeZone: "UTC", headcount: 2, headcounts: [], startsOn: null, endsOn: null },
    week,
  );
  const planned = peopleIn([stretch("2026-11-23 08:00-12:00")], week);
  expect(
    gapsToOffer(
      missing.map((need, i) => need - planned[i]!),
      week,
    ).map(inWords),
  ).toEqual(["Mon 08:00-11:30", "Mon 11:30-14:30", "Mon 14:30-18:00", "Mon 12:00-15:00", "Mon 15:00-18:00"]);
  expect(
    gapsToOffer(
      missing.map(() => 0),
      week,
    ),
  ).toEqual([]);
});

test("adherence is the right time, conformance the right amount", () => {
  const now = at("2026-11-24T00:00Z");
  const plan = [stretch("2026-11-23 09:00-13:00")];
  const of = (worked: string[], until = now) => adherenceOf(plan, worked.map(stretch), until);
  expect(of(["2026-11-23 09:00-13:00"])).toMatchObject({ planned: 240, inside: 240, adherence: 1000, conformance: 1000 });
  // Came an hour late and stayed an hour longer: the right amount, not the right time.
  expect(of(["2026-11-23 10:00-14:00"])).toMatchObject({ inside: 180, worked: 240, adherence: 750, conformance: 1000 });
  expect(of(["2026-11-23 06:00-09:00"])).toMatchObject({ inside: 0, adherence: 0, conformance: 750 });
  expect(of([])).toMatchObject({ adherence: 0, conformance: 0 });
  // What is recorded twice counts once, and a running shift counts as far as it has run.
  expect(of(["2026-11-23 09:00-11:00", "2026-11-23 10:00-11:30"])).toMatchObject({ worked: 150 });
  expect(of(["2026-11-23 09:00-10:00"], at("2026-11-23T10:00Z"))).toMatchObject({ planned: 60, adherence: 1000 });
  expect(adherenceOf([], [stretch("2026-11-23 09:00-10:00")], now)).toMatchObject({
    adherence: null,
    conformance: null,
    worked: 60,
  });
  expect(adherenceOf(plan, [], at("2026-11-23T09:00Z")).adherence).toBeNull();
});

test("just below the floor is never shown as on it", () => {
  const shift = { startsAt: at("2026-11-23T09:00Z"), endsAt: at("2026-11-23T19:00Z") };
  const worked = (minutes: number) =>
    adherenceOf([shift], [{ ...shift, endsAt: new Date(+shift.startsAt + minutes * 60_000) }], at("2026-11-24T00:00Z")).adherence;
  expect([worked(539), worked(540)]).toEqual([898, 900]);
  expect([belowFloor(899), belowFloor(900), belowFloor(null)]).toEqual([true, false, false]);
});

test("the calendar file keeps to RFC 5545: CRLF, UTC, escaped text, lines of at most 75 octets", () => {
  const title = "Chat support, Lumen; night \\ day – Señora Müller-Lüdenscheidt and a very long title";
  const file = calendarFile({
    name: "Deskhand",
    now: at("2026-11-19T10:00Z"),
    events: [{ uid: "shift-1", title, description: "One\nTwo", sequence: 2, ...stretch("2026-11-23 09:00-13:00") }],
  });
  expect(file.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  const lines = file.split("\r\n");
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(lines.at(-1)).toBe("");
  const unfolded = file.replaceAll("\r\n ", "").split("\r\n");
  expect(unfolded).toContain("DTSTART:20261123T090000Z");
  expect(unfolded).toContain("DTEND:20261123T130000Z");
  expect(unfolded).toContain("DTSTAMP:20261119T100000Z");
  expect(unfolded).toContain("DESCRIPTION:One\\nTwo");
  expect(unfolded).toContain(`SUMMARY:${title.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")}`);
});
