import { colleaguesFor } from "#app/domain/shifts/cover.ts";
import { gapCover } from "#app/domain/shifts/gap-cover.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { allHours } from "#app/kernel/week-hours.ts";
import { givenOtherBusiness } from "#tests/factories/accounts.ts";
import { everyDay, givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { draft, givenShift, givenTeam, planned, stretch, thursday } from "#tests/factories/shifts.ts";
import { expect, test } from "#tests/setup/test.ts";

const gap = stretch("2026-11-24 13:00-17:00");
const colleague = (name: string, shifts: string[] = [], more: object = {}) => ({
  contractId: name,
  agentId: name,
  name,
  agreed: allHours,
  runs: allHours,
  leftMinutes: 600,
  shifts: shifts.map(stretch),
  ...more,
});
const names = (...team: ReturnType<typeof colleague>[]) => colleaguesFor(gap, planned, team).map((one) => one.name);

test("a colleague can take a gap with eleven hours of rest around it, or beside a shift that it makes no longer than eight hours", () => {
  expect(
    names(
      colleague("free"),
      colleague("morning before it", ["2026-11-24 09:00-13:00"]),
      colleague("too long together", ["2026-11-24 08:30-13:00"]),
      colleague("overlaps", ["2026-11-24 16:30-18:00"]),
      colleague("no rest before", ["2026-11-24 01:00-02:30"]),
      colleague("rest before, to the minute", ["2026-11-24 00:00-02:00"]),
      colleague("no rest after", ["2026-11-25 03:30-06:00"]),
      colleague("rest after, to the minute", ["2026-11-25 04:00-06:00"]),
    ).sort(),
  ).toEqual(["free", "morning before it", "rest after, to the minute", "rest before, to the minute"]);
});

test("room in the weekly limit and a running contract are asked; agreed hours come first, then who has most time left", () => {
  expect(
    names(
      colleague("full", [], { leftMinutes: 239 }),
      colleague("over by then", [], { runs: hours([0], 0, 24) }),
      colleague("not agreed", [], { agreed: hours(weekdays, 9, 13), leftMinutes: 2_000 }),
      colleague("agreed, little left", [], { leftMinutes: 240 }),
      colleague("agreed", [], { leftMinutes: 900 }),
    ),
  ).toEqual(["agreed", "agreed, little left", "not agreed"]);
});

test("the gaps of a week with colleagues who could take them, and agents of the list who are free all along", async ({ db }) => {
  const tools = [{ tool: "gorgias", required: true }];
  const given = await givenTeam(
    db,
    ["Ana", "Bea"],
    { coverage: hours([1], 9, 17), tools },
    { windows: hours(weekdays, 9, 17), timeZone: "Europe/Lisbon" },
  );
  const [ana, bea] = given.team;
  const now = thursday;
  const skilled = { tools: [{ tool: "gorgias", level: 3 }], now };
  await givenAgent(db, { ...skilled, name: "Always free", availability: hours(everyDay, 0, 24) });
  await givenAgent(db, { ...skilled, name: "Mornings only", availability: hours(everyDay, 9, 13) });
  await givenShift(db, given, ana!.contract, "2026-11-24 09:00-13:00");
  // Bea works for somebody else in her own night: no rest left before the afternoon.
  await draft(db, given, bea!.contract, "2026-11-24 02:00-06:00");
  const context = { actor: given.people.viewer, now };
  const { gaps, more } = await gapCover(db, { roleId: given.roleId, week: planned }, context);
  expect(more).toBe(0);
  expect(gaps).toMatchObject([
    {
      ...stretch("2026-11-24 09:00-13:00"),
      people: 2,
      team: [],
      outside: [{ name: "Always free" }, { name: "Mornings only" }],
    },
    {
      ...stretch("2026-11-24 13:00-17:00"),
      people: 3,
      team: [{ name: "Ana", agreed: true, leftMinutes: 2_400 - 240 }],
      outside: [{ name: "Always free" }],
    },
  ]);
});

test("strangers find nothing", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"]);
  const other = await givenOtherBusiness(db);
  const { agent } = await givenAgent(db);
  for (const actor of [other.manager, agent])
    await expect(gapCover(db, { roleId: given.roleId, week: planned }, { actor, now: thursday })).rejects.toThrow(NotFound);
});
