import fc from "fast-check";
import { expect, test } from "vitest";
import { type Movement, matchBalance } from "#app/domain/reconciliation/match-balance.ts";
import { reconciliationInput, runState, spanOf } from "#app/domain/reconciliation/reconciliation.ts";
import { addDays, addMinutes } from "#app/kernel/time.ts";
import { at } from "#tests/setup/time.ts";

const span = { from: at("2026-11-16T00:00Z"), to: at("2026-11-23T00:00Z") };
const now = at("2026-11-24T03:00Z");
const moved = (sourceId: string, amount: bigint, more: Partial<Movement> = {}): Movement => ({
  sourceId,
  currency: "USD",
  amount,
  at: at("2026-11-18T09:00Z"),
  category: "charge",
  rail: "a",
  ...more,
});
const told = (theirs: Movement[], ours: Movement[]) =>
  matchBalance(theirs, ours, span, now).map((item) => [item.class, item.theirs, item.ours]);

test("a payout that failed and came back has one source and two movements: each finds its own", () => {
  const [out, back] = [moved("po_1", -500n), moved("po_1", 500n, { at: at("2026-11-20T09:00Z") })];
  expect(told([out, back], [back, out])).toEqual([
    ["matched", -500n, -500n],
    ["matched", 500n, 500n],
  ]);
});

test("the same source in two currencies is two things", () => {
  expect(told([moved("tr_1", -500n)], [moved("tr_1", -500n, { currency: "EUR" })])).toEqual([
    ["missing-ours", -500n, null],
    ["missing-theirs", null, -500n],
  ]);
});

test("what is posted twice is a duplicate; what is posted with another amount beside it is not", () => {
  expect(told([moved("ch_1", 900n)], [moved("ch_1", 900n), moved("ch_1", 900n)])).toEqual([
    ["matched", 900n, 900n],
    ["duplicate", null, 900n],
  ]);
  expect(told([moved("ch_1", 900n)], [moved("ch_1", 900n), moved("ch_1", 30n)])).toEqual([
    ["matched", 900n, 900n],
    ["missing-theirs", null, 30n],
  ]);
});

test("up to 24 hours a movement of one side alone is timing, then it is missing", () => {
  const young = addMinutes(now, -24 * 60 + 1);
  const old = addMinutes(now, -24 * 60);
  const wide = { from: span.from, to: now };
  const classOf = (moment: Date) => matchBalance([moved("ch_1", 900n, { at: moment })], [], wide, now)[0]!.class;
  expect([classOf(young), classOf(old)]).toEqual(["timing", "missing-ours"]);
});

test("a pair over the edge of the span is matched, a pair outside of it is not told", () => {
  const before = addMinutes(span.from, -1);
  expect(told([moved("po_1", -500n, { at: before })], [moved("po_1", -500n)])).toEqual([["matched", -500n, -500n]]);
  expect(told([moved("po_1", -500n, { at: before })], [moved("po_1", -500n, { at: before })])).toEqual([]);
  expect(told([moved("po_1", -500n, { at: span.to })], [])).toEqual([]);
});

test("whatever the order, equal sides match whole, and every movement is told once", () => {
  const movement = fc
    .record({ source: fc.nat(5), amount: fc.bigInt(-3n, 3n), day: fc.nat(6) })
    .map(({ source, amount, day }) => moved(`ch_${source}`, amount, { at: addDays(span.from, day) }));
  fc.assert(
    fc.property(fc.array(movement), fc.array(movement), (theirs, ours) => {
      const shuffled = [...theirs].reverse();
      expect(matchBalance(theirs, shuffled, span, now).every((item) => item.class === "matched")).toBe(true);
      const items = matchBalance(theirs, ours, span, now);
      expect(items.filter((item) => item.theirs !== null)).toHaveLength(theirs.length);
      expect(items.filter((item) => item.ours !== null)).toHaveLength(ours.length);
      for (const item of items) expect(item.class === "matched").toBe(item.theirs === item.ours);
    }),
  );
});

test("the days asked for are whole days, both included, and end now at the latest", () => {
  expect(spanOf({ from: "2026-11-16", to: "2026-11-22" }, now)).toEqual(span);
  expect(spanOf({ from: "2026-11-24", to: "2026-11-24" }, now)).toEqual({ from: at("2026-11-24T00:00Z"), to: now });
  const faults = (from: string, to: string) =>
    reconciliationInput.safeParse({ from, to }).error?.issues.map((one) => one.path[0]);
  expect(faults("2026-11-16", "2026-11-16")).toBeUndefined();
  expect(faults("2026-11-16", "2026-11-15")).toEqual(["to"]);
  expect(faults("2020-01-01", "2026-11-15")).toEqual(["from"]);
  expect(faults("2026-02-30", "soon")).toEqual(["from", "to"]);
});

test("a run that never ended has given up after an hour", () => {
  const startedAt = now;
  expect(runState({ startedAt, finishedAt: null, breaks: 0 }, addMinutes(now, 60))).toBe("running");
  expect(runState({ startedAt, finishedAt: null, breaks: 0 }, addMinutes(now, 61))).toBe("gaveUp");
  expect(runState({ startedAt, finishedAt: now, breaks: 0 }, now)).toBe("clean");
  expect(runState({ startedAt, finishedAt: now, breaks: 2 }, now)).toBe("breaks");
});
