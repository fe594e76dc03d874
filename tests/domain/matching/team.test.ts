import { score } from "#app/domain/matching/score.ts";
import { firstTeam } from "#app/domain/matching/team.ts";
import { allHours } from "#app/kernel/week-hours.ts";
import { everyDay, hours, weekdays } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";

test("three people of eight hours a day cover every hour of the week, one after the other", () => {
  const people = [0, 8, 16].map((from) => ({ id: `from ${from}`, avail: hours(everyDay, from, from + 8) }));
  expect(firstTeam(allHours, 3360, 1, people)).toEqual({
    members: people.map(({ id }) => ({ id, halfHours: 112 })),
    wanted: 336,
    open: 0,
    gaps: "0".repeat(336),
  });
});

test("nobody is given more than the weekly limit, and what stays open is told by hour", () => {
  const day = { avail: hours(weekdays, 9, 17) };
  const team = firstTeam(hours(weekdays, 9, 17), 1200, 1, [
    { id: "first", ...day },
    { id: "second", ...day },
  ]);
  expect(team).toMatchObject({
    members: [
      { id: "first", halfHours: 40 },
      { id: "second", halfHours: 40 },
    ],
    wanted: 80,
    open: 0,
  });
  const short = firstTeam(hours(weekdays, 9, 19), 1200, 1, [
    { id: "first", ...day },
    { id: "second", ...day },
  ]);
  expect(short).toMatchObject({ wanted: 100, open: 20, gaps: hours(weekdays, 17, 19) });
});

test("of two who cover as much, the better ranked is taken; headcount wants each hour that often", () => {
  const day = hours(weekdays, 9, 17);
  const people = ["best", "next", "third"].map((id) => ({ id, avail: day }));
  expect(firstTeam(day, 2400, 2, people)).toMatchObject({
    members: [
      { id: "best", halfHours: 80 },
      { id: "next", halfHours: 80 },
    ],
    wanted: 160,
    open: 0,
  });
});

test("one person is no team", () => {
  expect(firstTeam(hours(weekdays, 9, 17), 2400, 1, [{ id: "alone", avail: allHours }])).toBeNull();
  expect(firstTeam(hours(weekdays, 9, 17), 2400, 1, [])).toBeNull();
});

test("each part of the score is floored by itself", () => {
  const facts = { overlap: 62, need: 80, ratingMilli: 4_637, toolLevels: 7, tools: 3, rate: 1_301n, maxRate: 2_400n };
  expect(score(facts)).toEqual({
    hours: 310_000,
    rating: 278_220,
    // 200,000 x 7 / 15 = 93,333.3 and 100,000 x 1,099 / 2,400 = 45,791.7
    tools: 93_333,
    price: 45_791,
    total: 727_344,
  });
  expect(score({ ...facts, overlap: 500, tools: 0, toolLevels: 0, maxRate: null })).toMatchObject({
    hours: 400_000,
    tools: 200_000,
    price: 100_000,
  });
});
