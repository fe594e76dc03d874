import { measuredClock, readClock } from "#app/domain/diary/tracker-clock.ts";
import { expect, test } from "#tests/setup/test.ts";

const HOUR = 3_600_000;
const start = { offset: 5_000, wall: 1_000_000, mono: 100 };

test("both clocks run on: the time is the wall clock's and the offset", () => {
  expect(readClock(start, 1_060_000, 60_100)).toEqual({
    now: 1_065_000,
    reading: { offset: 5_000, wall: 1_060_000, mono: 60_100 },
    leapt: false,
  });
});

test("a wall clock that is set back does not take the time back", () => {
  const { now, reading, leapt } = readClock(start, start.wall + 60_000 - HOUR, start.mono + 60_000);
  expect([now, leapt]).toEqual([start.wall + 60_000 + start.offset, false]);
  expect(readClock(reading, reading.wall + 1_000, reading.mono + 1_000).now).toBe(now + 1_000);
});

test("one that leaps forward is a sleep until the server says otherwise", () => {
  const { now, leapt } = readClock(start, start.wall + HOUR, start.mono + 60_000);
  expect([now, leapt]).toEqual([start.wall + HOUR + start.offset, true]);
});

test("the offset is measured against the middle of the request", () => {
  expect(measuredClock(10_000, { wall: 4_000, mono: 50 }, { wall: 6_000, mono: 2_050 })).toEqual({
    offset: 5_000,
    wall: 6_000,
    mono: 2_050,
  });
});

test("a clock that is set while a request is under way, or a machine that sleeps then, is not measured by its answer", () => {
  const sent = { wall: 4_000, mono: 50 };
  for (const heard of [
    { wall: 34_000, mono: 30_050 },
    { wall: 6_000 + HOUR, mono: 2_050 },
    { wall: 6_000 - HOUR, mono: 2_050 },
    { wall: 64_000, mono: 2_050 },
  ])
    expect(measuredClock(10_000, sent, heard)).toBeNull();
});
