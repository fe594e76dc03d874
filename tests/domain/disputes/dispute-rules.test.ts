import fc from "fast-check";
import {
  answerDueAt,
  decisionDueAt,
  mayBeOpened,
  moneyOf,
  namedSegments,
  outcomeOf,
  waitsFor,
} from "#app/domain/disputes/dispute.ts";
import { sharesOf } from "#app/domain/timesheets/timesheet.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

test.for([
  ["Monday noon", "2026-11-16T12:00Z", "2026-11-17T12:00Z"],
  ["Thursday evening", "2026-11-19T23:59Z", "2026-11-20T23:59Z"],
  ["Friday morning, over the weekend", "2026-11-20T09:00Z", "2026-11-23T09:00Z"],
  ["Friday's last minute", "2026-11-20T23:59Z", "2026-11-23T23:59Z"],
  ["Saturday: all of Monday is the day", "2026-11-21T00:00Z", "2026-11-24T00:00Z"],
  ["Sunday night: all of Monday is the day", "2026-11-22T23:59Z", "2026-11-24T00:00Z"],
] as const)("an answer that comes on %s is decided within one business day", ([, from, due]) => {
  expect(decisionDueAt(at(from))).toEqual(at(due));
});

test("a later answer is never due earlier, and never on a weekend before Monday's end", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_160 }), fc.integer({ min: 0, max: 5_000 }), (start, more) => {
      const from = new Date(at("2026-11-16T00:00Z").getTime() + start * 60_000);
      const later = new Date(from.getTime() + more * 60_000);
      const due = decisionDueAt(from);
      expect(decisionDueAt(later) >= due).toBe(true);
      expect(due > from).toBe(true);
      // Its last moment lies on a working day, or is the midnight that ends Monday.
      expect([1, 2, 3, 4, 5]).toContain(new Date(due.getTime() - 1).getUTCDay());
    }),
  );
});

test("the agent has three calendar days, the business thirty after the charge and as long as nothing is charged", () => {
  expect(answerDueAt(at("2026-11-20T10:00Z"))).toEqual(at("2026-11-23T10:00Z"));
  const charged = at("2026-11-16T12:00Z");
  expect(mayBeOpened(charged, at("2026-12-16T12:00Z"))).toBe(true);
  expect(mayBeOpened(charged, at("2026-12-16T12:01Z"))).toBe(false);
  expect(mayBeOpened(null, at("2027-12-16T12:01Z"))).toBe(true);
});

test("what is waited for: the answer, then the decision, then nothing", () => {
  const open = { state: "open" as const, answerDueAt: at("2026-11-23T10:00Z"), decisionDueAt: at("2026-11-24T10:00Z") };
  expect(waitsFor(open, at("2026-11-22T10:00Z"))).toEqual({ what: "answer", dueAt: open.answerDueAt });
  expect(waitsFor(open, at("2026-11-23T10:00Z"))).toEqual({ what: "decision", dueAt: open.decisionDueAt });
  expect(waitsFor({ ...open, state: "answered" }, at("2026-11-22T10:00Z"))?.what).toBe("decision");
  expect(waitsFor({ ...open, state: "agreed" }, at("2026-11-22T10:00Z"))).toBeNull();
});

test("segments are named one by one, by hour, by day, and by a range", () => {
  const segments = ["09T09:00", "09T09:50", "09T10:00", "10T09:00", "10T11:30", "11T08:00"].map((when, index) => ({
    id: `s${index}`,
    startedAt: at(`2026-11-${when}Z`),
  }));
  const nothing = { segments: [], hours: [], days: [] };
  const named = (form: object) => namedSegments(segments, { ...nothing, ...form }).sort();
  expect(named({ segments: ["s2"] })).toEqual(["s2"]);
  expect(named({ hours: ["2026-11-09T09"] })).toEqual(["s0", "s1"]);
  expect(named({ days: ["2026-11-10"], segments: ["s0"] })).toEqual(["s0", "s3", "s4"]);
  expect(named({ from: at("2026-11-09T09:50Z"), to: at("2026-11-10T11:30Z") })).toEqual(["s1", "s2", "s3"]);
});

test("disputes about all of a week, in any pieces, add up to its pay, fee and tax to the cent", () => {
  const week = fc.record({
    minutes: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 60 }),
    pay: fc.bigInt({ min: 0n, max: 500_000n }),
    fee: fc.bigInt({ min: 0n, max: 50_000n }),
    tax: fc.bigInt({ min: 0n, max: 100_000n }),
    cut: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 60, maxLength: 60 }),
  });
  fc.assert(
    fc.property(week, ({ minutes, pay, fee, tax, cut }) => {
      const shares = sharesOf(pay, minutes);
      const segments = minutes.map((one, index) => ({ id: `s${index}`, minutes: one, pay: shares[index]! }));
      const pieces = [0, 1, 2, 3].map((piece) =>
        moneyOf(segments, { fee, tax }, new Set(segments.filter((_, index) => cut[index] === piece).map((one) => one.id))),
      );
      const total = (of: (piece: (typeof pieces)[number]) => bigint) => pieces.reduce((sum, piece) => sum + of(piece), 0n);
      expect([total((one) => one.pay), total((one) => one.tax), total((one) => one.fee)]).toEqual([pay, tax, fee]);
    }),
  );
});

test("what stands is taken from what is held; what was paid out is repaid or borne; nothing is lost", () => {
  expect(outcomeOf(1000n, { taken: 700n, alreadyPaid: 300n }, true)).toEqual({ taken: 700n, repaid: 300n, borne: 0n });
  expect(outcomeOf(1000n, { taken: 700n, alreadyPaid: 300n }, false)).toEqual({ taken: 700n, repaid: 0n, borne: 300n });
  // A cent of rounded tax that nobody held.
  expect(outcomeOf(1001n, { taken: 700n, alreadyPaid: 300n }, true)).toEqual({ taken: 700n, repaid: 300n, borne: 1n });
});
