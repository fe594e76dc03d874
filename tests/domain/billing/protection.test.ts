import {
  type ExposureFacts,
  exposureLevel,
  exposureLimit,
  exposurePercent,
  frozenWeeks,
  shareOf,
  unpaidBills,
  unprotectedSegments,
  type WorkedSegment,
} from "#app/domain/billing/protection.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const noFacts: ExposureFacts = { currency: "USD", arrangements: [], bills: [], frozen: [], credit: [] };
const bill = (total: bigint, closedAt: string, paidAt: string | null = null, backAt: string | null = null) => ({
  total,
  owed: total,
  closedAt: at(closedAt),
  paidAt: paidAt ? at(paidAt) : null,
  backAt: backAt ? at(backAt) : null,
});

test.for([
  ["nothing was ever paid: 500.00", [], 50_000n],
  ["a small bill changes nothing", [bill(20_000n, "2026-11-02T12:00Z", "2026-11-02T12:00Z")], 50_000n],
  [
    "twice the largest paid",
    [bill(31_834n, "2026-11-02T12:00Z", "2026-11-02T12:00Z"), bill(90_000n, "2026-11-02T12:00Z")],
    63_668n,
  ],
  ["one paid on the 56th day before no longer counts", [bill(90_000n, "2026-09-14T12:00Z", "2026-09-14T12:00Z")], 50_000n],
  ["a minute later it still does", [bill(90_000n, "2026-09-14T12:00Z", "2026-09-14T12:01Z")], 180_000n],
] as const)("the limit of a card: %s", ([_, bills, limit]) => {
  expect(exposureLimit({ ...noFacts, bills: [...bills] }, at("2026-11-09T12:00Z"))).toBe(limit);
});

test("on terms the limit is the credit line of that day, in its own currency; prepaid it is the balance of that day", () => {
  const facts: ExposureFacts = {
    ...noFacts,
    arrangements: [
      { mode: "terms", fromAt: at("2026-10-01T00:00Z"), creditLine: 700_000n, creditCurrency: "USD" },
      { mode: "prepaid", fromAt: at("2026-11-01T00:00Z"), creditLine: null, creditCurrency: null },
    ],
    credit: [
      { from: at("2026-09-01T00:00Z"), balance: 0n },
      { from: at("2026-11-03T10:00Z"), balance: 25_000n },
    ],
  };
  const limits = ["2026-09-30T23:59Z", "2026-10-01T00:00Z", "2026-11-01T00:00Z", "2026-11-03T10:00Z"];
  expect(limits.map((day) => exposureLimit(facts, at(day)))).toEqual([50_000n, 700_000n, 0n, 25_000n]);
  expect(exposureLimit({ ...facts, currency: "EUR" }, at("2026-10-02T00:00Z"))).toBe(0n);
});

test("what is owed follows the day: closed, paid, taken back by the bank", () => {
  const bills = [bill(10_000n, "2026-11-02T12:00Z", "2026-11-04T09:00Z", "2026-11-07T09:00Z"), bill(500n, "2026-11-09T12:00Z")];
  const days = ["2026-11-02T11:59Z", "2026-11-02T12:00Z", "2026-11-04T09:00Z", "2026-11-07T09:00Z", "2026-11-09T12:00Z"];
  expect(days.map((day) => unpaidBills({ bills }, at(day)))).toEqual([0n, 10_000n, 0n, 10_000n, 10_500n]);
  const frozen = [
    { amount: 700n, billedAt: at("2026-11-09T12:00Z") },
    { amount: 40n, billedAt: null },
  ];
  expect([at("2026-11-09T11:59Z"), at("2026-11-09T12:00Z")].map((day) => frozenWeeks({ frozen }, day))).toEqual([740n, 40n]);
});

test("segments are protected in order of start until the limit is used; manual time never is, and uses it up too", () => {
  const piece = (id: string, from: string, kind: WorkedSegment["kind"] = "tracked", contractId = "a"): WorkedSegment => ({
    id,
    contractId,
    startedAt: at(from),
    minutes: 10,
    kind,
  });
  // 10 minutes cost 11.00 on either contract; 470.00 are owed, so two segments fit under 500.00.
  const rates = new Map(["a", "b"].map((contract) => [contract, { hourlyRate: 6_000n, feeBps: 1000 }]));
  const facts = { ...noFacts, bills: [bill(47_000n, "2026-11-02T12:00Z", "2026-11-09T10:30Z")] };
  const reasons = unprotectedSegments(
    facts,
    [
      piece("first", "2026-11-09T09:00Z"),
      piece("typed", "2026-11-09T09:10Z", "manual"),
      piece("over", "2026-11-09T09:10Z", "on-call", "b"),
      piece("still over", "2026-11-09T10:20Z"),
      // The bill was paid at 10:30, and its payment raised the limit to 940.00.
      piece("after", "2026-11-09T10:30Z"),
    ],
    rates,
  );
  expect(Object.fromEntries(reasons)).toEqual({ typed: "manual", over: "exposure", "still over": "exposure" });
  expect(addMinutes(at("2026-11-09T10:20Z"), 10)).toEqual(at("2026-11-09T10:30Z"));
});

test("both sides are warned from 80% on, and told at 100%", () => {
  expect([39_999n, 40_000n, 49_999n, 50_000n].map((used) => exposureLevel(used, 50_000n))).toEqual([0, 80, 80, 100]);
  expect([exposureLevel(0n, 0n), exposurePercent(0n, 0n), exposurePercent(1n, 3n)]).toEqual([100, 100, 33]);
});

test("tax follows the protected part, and a wholly protected week is whole", () => {
  expect([shareOf(12_300n, 10_000n, 10_000n), shareOf(12_300n, 5_000n, 10_000n), shareOf(12_300n, 0n, 10_000n)]).toEqual([
    12_300n,
    6_150n,
    0n,
  ]);
});
