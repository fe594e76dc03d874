import fc from "fast-check";
import { type ContractOfSegment, refusalOf, type SegmentInput, segmentInput } from "#app/domain/diary/segment.ts";
import { splitIntoSegments } from "#app/domain/diary/slots.ts";
import { addMinutes, slotOf } from "#app/kernel/time.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const contract: ContractOfSegment = {
  startsOn: "2026-11-02",
  endsOn: null,
  endedAt: null,
  timeZone: "Europe/Lisbon",
  manualTimeAllowed: false,
  pauses: [],
};
const now = at("2026-11-18T12:00Z");
const segment = (more: Partial<SegmentInput> = {}): SegmentInput => ({
  id: "0198c5f2-7a00-7000-8000-000000000001",
  startedAt: at("2026-11-18T09:10Z"),
  minutes: 10,
  kind: "tracked",
  memo: "",
  activeMinutes: 7,
  ...more,
});
const refusal = (more: Partial<SegmentInput>, wish: Partial<ContractOfSegment> = {}, when = now) =>
  refusalOf(segment(more), { ...contract, ...wish }, when);

test("a whole slot, and any whole minutes inside one, are recorded", () => {
  expect(refusal({})).toBeNull();
  for (let from = 0; from < 10; from++)
    for (let minutes = 1; from + minutes <= 10; minutes++)
      expect(refusal({ startedAt: addMinutes(at("2026-11-18T09:10Z"), from), minutes, activeMinutes: 0 })).toBeNull();
});

test.for([
  ["begins inside a minute", { startedAt: at("2026-11-18T09:10:30Z"), minutes: 5 }, "wholeMinutes"],
  ["leaves its slot by a minute", { startedAt: at("2026-11-18T09:11Z") }, "oneSlot"],
  ["has more active minutes than minutes", { minutes: 5, activeMinutes: 6 }, "activeMinutes"],
  ["has not ended yet", { startedAt: at("2026-11-18T12:00Z") }, "future"],
  ["ended more than 72 hours ago", { startedAt: at("2026-11-15T11:40Z"), minutes: 9 }, "tooOld"],
  ["is from before the contract", { startedAt: at("2026-11-01T23:50Z") }, "outsideContract", at("2026-11-02T08:00Z")],
  ["is by hand where that is not allowed", { kind: "manual" }, "manual"],
] as [string, Partial<SegmentInput>, string, Date?][])("a segment that %s is refused", ([, more, reason, when]) => {
  expect(refusal(more, {}, when)).toBe(`diary:refused.${reason}`);
});

test("a clock that runs two minutes ahead is forgiven, three are not", () => {
  expect(refusal({ startedAt: at("2026-11-18T11:52Z"), minutes: 8 }, {}, at("2026-11-18T11:58Z"))).toBeNull();
  expect(refusal({ startedAt: at("2026-11-18T11:52Z"), minutes: 8 }, {}, at("2026-11-18T11:57Z"))).toBe("diary:refused.future");
});

test("what comes after the close of its week, on Monday 12:00 UTC, is taken too", () => {
  const sunday = { startedAt: at("2026-11-15T23:50Z") };
  expect(refusal(sunday, {}, at("2026-11-16T11:59Z"))).toBeNull();
  expect(refusal(sunday, {}, at("2026-11-16T12:00Z"))).toBeNull();
});

test("the contract's days are those of its own zone", () => {
  const newYork = { timeZone: "America/New_York", startsOn: "2026-11-17", endsOn: "2026-11-17" };
  // 04:59 UTC is still the evening before in New York.
  expect(refusal({ startedAt: at("2026-11-17T04:50Z") }, newYork)).toBe("diary:refused.outsideContract");
  expect(refusal({ startedAt: at("2026-11-17T05:00Z") }, newYork)).toBeNull();
  expect(refusal({ startedAt: at("2026-11-18T04:50Z") }, newYork)).toBeNull();
  expect(refusal({ startedAt: at("2026-11-18T05:00Z") }, newYork)).toBe("diary:refused.outsideContract");
});

test("nothing counts after the contract was ended", () => {
  const endedAt = at("2026-11-18T09:19Z");
  expect(refusal({ minutes: 9 }, { endedAt })).toBeNull();
  expect(refusal({ minutes: 10 }, { endedAt })).toBe("diary:refused.outsideContract");
});

test("zero minutes, eleven, parts of a minute and unknown kinds are no segments at all", () => {
  const raw = { ...segment(), startedAt: "2026-11-18T09:10:00Z" };
  for (const wrong of [{ minutes: 0 }, { minutes: 11 }, { minutes: 2.5 }, { kind: "idle" }, { id: "1" }, { startedAt: "soon" }])
    expect(segmentInput.safeParse({ ...raw, ...wrong }).success).toBe(false);
  expect(segmentInput.safeParse(raw).success).toBe(true);
});

test("any stretch is cut into whole minutes that stay in their slots, follow each other and never overlap", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 90_000_000 }), fc.integer({ min: 0, max: 40_000_000 }), (start, length) => {
      const from = new Date(at("2026-10-24T20:00Z").getTime() + start);
      const to = new Date(from.getTime() + length);
      const pieces = splitIntoSegments(from, to);
      let cursor = Math.ceil(from.getTime() / 60_000) * 60_000;
      for (const piece of pieces) {
        const end = addMinutes(piece.startedAt, piece.minutes);
        expect(piece.startedAt.getTime()).toBe(cursor);
        expect(piece.minutes).toBeGreaterThanOrEqual(1);
        expect(slotOf(new Date(end.getTime() - 1))).toEqual(slotOf(piece.startedAt));
        cursor = end.getTime();
      }
      const whole = Math.floor(to.getTime() / 60_000) * 60_000;
      expect(cursor).toBe(Math.max(whole, Math.ceil(from.getTime() / 60_000) * 60_000));
    }),
  );
});
