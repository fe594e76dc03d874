import { blocksOf } from "#app/domain/diary/calendar-feed.ts";
import { compared, sharesOf } from "#app/domain/diary/compared.ts";
import { daysOfMonth, rowsOfMonth, shiftMonth, weeksTouched } from "#app/domain/diary/month.ts";
import { countsOf, type Filterable, filterOf, isFiltered, matches } from "#app/domain/diary/segment-filter.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const plain: Filterable = {
  contractId: "0198c5f2-7a00-7000-8000-000000000001",
  kind: "tracked",
  source: "web",
  memo: "Refund queue",
  overLimit: false,
  late: false,
  deletedAt: null,
  isProtected: true,
  tickets: 0,
};
const read = (search: string) => filterOf(new URLSearchParams(search));

test("a filter is read from the address, and nonsense is left out", () => {
  expect(read("kind=manual&pay=unprotected&q=%20refund%20&mark=over")).toEqual({
    kind: "manual",
    pay: "unprotected",
    q: "refund",
    mark: "over",
  });
  expect(isFiltered(read("kind=fax&contract=1&mark=&week=2026-11-16&q=%00"))).toBe(false);
});

test("each choice says how many segments it would show beside the rest", () => {
  const segments: Filterable[] = [
    plain,
    { ...plain, kind: "manual", source: "manual", isProtected: false, memo: "refund by phone" },
    { ...plain, overLimit: true, isProtected: false, tickets: 2 },
    { ...plain, deletedAt: at("2026-11-16T10:00Z"), isProtected: false, memo: "Lunch" },
  ];
  const shown = (search: string) => segments.map((one) => matches(one, read(search)));
  expect(shown("q=REFUND")).toEqual([true, true, true, false]);
  expect(shown("pay=unprotected")).toEqual([false, true, true, false]);
  expect(shown("mark=deleted")).toEqual([false, false, false, true]);
  expect(shown("tickets=with&source=tracker")).toEqual([false, false, true, false]);
  const counts = countsOf(segments, read("source=tracker"));
  expect([counts.get("source:manual"), counts.get("kind:manual"), counts.get("kind:tracked"), counts.get("mark:over")]).toEqual([
    1,
    undefined,
    3,
    1,
  ]);
});

test("a month begins on Monday, and touches the weeks of its clock", () => {
  expect(rowsOfMonth("2026-11").map((row) => row.map((date) => date?.slice(8) ?? "--").join(" "))).toEqual([
    "-- -- -- -- -- -- 01",
    "02 03 04 05 06 07 08",
    "09 10 11 12 13 14 15",
    "16 17 18 19 20 21 22",
    "23 24 25 26 27 28 29",
    "30 -- -- -- -- -- --",
  ]);
  const days = daysOfMonth("2026-10", "Europe/Paris");
  expect([days[0]!.start, days.at(-1)!.end]).toEqual([at("2026-09-30T22:00Z"), at("2026-10-31T23:00Z")]);
  expect(weeksTouched({ from: days[0]!.start, to: days.at(-1)!.end })).toEqual([
    "2026-09-28",
    "2026-10-05",
    "2026-10-12",
    "2026-10-19",
    "2026-10-26",
  ]);
  expect([shiftMonth("2026-12", 1), shiftMonth("2026-01", -1)]).toEqual(["2027-01", "2025-12"]);
});

test("two weeks are compared in minutes and per cent, and nothing is divided by nothing", () => {
  expect(compared(120, 90)).toEqual({ before: 120, after: 90, difference: -30, percent: -25 });
  expect(compared(0, 90)).toMatchObject({ difference: 90, percent: null });
  expect(compared(null, 90)).toMatchObject({ difference: null, percent: null });
  expect(sharesOf({ worked: 470, planned: 480, missed: 60 })).toEqual({ adherence: 875, conformance: 979 });
  expect(sharesOf({ worked: 470, planned: 0, missed: 0 })).toEqual({ adherence: null, conformance: null });
});

test("work becomes blocks: breaks up to ten minutes are bridged, contracts are kept apart", () => {
  const piece = (contractId: string, time: string, minutes: number, memo = "Chat") => ({
    contractId,
    startedAt: at(`2026-11-16T${time}Z`),
    minutes,
    memo,
  });
  const blocks = blocksOf([
    piece("a", "09:00", 10),
    piece("a", "09:20", 10, "Mail"),
    piece("b", "09:30", 10),
    piece("a", "09:41", 9),
  ]);
  expect(blocks.map((one) => [one.contractId, one.startsAt.toISOString().slice(11, 16), one.minutes, one.memos.join()])).toEqual([
    ["a", "09:00", 20, "Chat,Mail"],
    ["b", "09:30", 10, "Chat"],
    ["a", "09:41", 9, "Chat"],
  ]);
});
