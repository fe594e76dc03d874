import { expect, test } from "vitest";
import { BAR, evaluateTier, factsOf, type TierFacts } from "#app/domain/tiers/evaluate-tier.ts";

/** Facts that just meet every check of version 1. */
const enough: TierFacts = {
  paidMinutes: 160 * 60,
  weeksWorked: 13,
  ratingMilli: 4_500,
  ratingCount: 1,
  qaScore: 85,
  workSamplePassed: true,
};
const failing = (facts: TierFacts) =>
  evaluateTier(facts)
    .checks.filter((check) => !check.passed)
    .map((check) => check.key);

test("facts that just meet the bar are enough, and the verdict carries its version and every figure", () => {
  const verdict = evaluateTier(enough);
  expect(verdict).toMatchObject({ version: 1, eligible: true });
  expect(verdict.checks.map(({ key, required, measured }) => [key, required, measured])).toEqual([
    ["paidHours", 160, 160],
    ["weeksWorked", 13, 13],
    ["rating", 4_500, 4_500],
    ["qaScore", 85, 85],
    ["workSample", 1, 1],
    ["csat", null, null],
    ["escalations", null, null],
    ["adherence", null, null],
  ]);
});

test.for([
  ["a minute short of 160 hours", { paidMinutes: 160 * 60 - 1 }, ["paidHours"]],
  ["a week short of thirteen", { weeksWorked: 12 }, ["weeksWorked"]],
  ["a thousandth below 4.5 stars", { ratingMilli: 4_499 }, ["rating"]],
  ["the prior alone, nobody having rated", { ratingCount: 0 }, ["rating"]],
  ["a QA score of 84", { qaScore: 84 }, ["qaScore"]],
  ["no QA score yet", { qaScore: null }, ["qaScore"]],
  ["a failed work sample", { workSamplePassed: false }, ["workSample"]],
  ["no work sample yet", { workSamplePassed: null }, ["workSample"]],
  [
    "nothing at all",
    { paidMinutes: 0, weeksWorked: 0, ratingCount: 0, qaScore: null, workSamplePassed: null },
    ["paidHours", "weeksWorked", "rating", "qaScore", "workSample"],
  ],
] as const)("%s does not meet it", ([, less, keys]) => {
  const facts = { ...enough, ...less };
  expect(evaluateTier(facts).eligible).toBe(false);
  expect(failing(facts)).toEqual(keys);
});

test("what Deskhand does not measure yet is listed, is not required, and never stands in the way", () => {
  for (const facts of [enough, { ...enough, paidMinutes: 0 }]) {
    const later = evaluateTier(facts).checks.filter((check) => !check.requiredYet);
    expect(later).toEqual(
      ["csat", "escalations", "adherence"].map((key) => ({
        key,
        required: null,
        measured: null,
        passed: true,
        requiredYet: false,
      })),
    );
  }
});

/** A small deterministic generator, so that a failure can be repeated. */
function* numbers(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

test("more of anything never lowers the verdict", () => {
  const random = numbers(7);
  const worse: unknown[] = [];
  const next = (most: number) => Math.floor(random.next().value! * (most + 1));
  for (let round = 0; round < 2_000; round++) {
    const facts: TierFacts = {
      paidMinutes: next(20_000),
      weeksWorked: next(16),
      ratingMilli: 1_000 + next(4_000),
      ratingCount: next(5),
      qaScore: next(4) === 0 ? null : next(100),
      workSamplePassed: [null, false, true][next(2)]!,
    };
    const before = evaluateTier(facts);
    const more: Partial<TierFacts>[] = [
      { paidMinutes: facts.paidMinutes + next(6_000) },
      { weeksWorked: Math.min(16, facts.weeksWorked + next(16)) },
      { ratingMilli: Math.min(5_000, facts.ratingMilli + next(4_000)) },
      { ratingCount: facts.ratingCount + next(5) },
      { qaScore: Math.min(100, (facts.qaScore ?? 0) + next(100)) },
      { workSamplePassed: true },
    ];
    for (const better of more) {
      const after = evaluateTier({ ...facts, ...better });
      const lost = before.checks.some((check, index) => check.passed && !after.checks[index]!.passed);
      if (lost || (before.eligible && !after.eligible)) worse.push({ facts, better });
    }
  }
  expect(worse).toEqual([]);
});

test("a work sample is passed from 60 of 100; what was not entered stays unknown", () => {
  const measured = { paidMinutes: 0, weeksWorked: 0, ratingMilli: 4_500, ratingCount: 0 };
  expect(factsOf(measured, { qaScore: 92, sampleScore: 60 })).toEqual({ ...measured, qaScore: 92, workSamplePassed: true });
  expect(factsOf(measured, { qaScore: null, sampleScore: 59 })).toEqual({ ...measured, qaScore: null, workSamplePassed: false });
  expect(factsOf(measured)).toEqual({ ...measured, qaScore: null, workSamplePassed: null });
  expect(BAR.weeksLookedAt).toBe(16);
});
