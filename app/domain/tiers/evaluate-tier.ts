import { SAMPLE_PASSES } from "./promotion.ts";

/** The published bar from L1 to L2, version 1: until QA, CSAT and escalations are measured (product.md, "Tiers"). */
export const BAR_VERSION = 1;
export const BAR = {
  paidHours: 160,
  /** Weeks with paid hours among the last sixteen. */
  weeksWorked: 13,
  weeksLookedAt: 16,
  /** Thousandths of a star, the mean that ranking uses. */
  ratingMilli: 4500,
  qaScore: 85,
} as const;

export interface TierFacts {
  paidMinutes: number;
  weeksWorked: number;
  ratingMilli: number;
  ratingCount: number;
  /** Entered by the manager; null = none yet. */
  qaScore: number | null;
  workSamplePassed: boolean | null;
}

export interface TierCheck {
  key: "paidHours" | "weeksWorked" | "rating" | "qaScore" | "workSample" | "csat" | "escalations" | "adherence";
  required: number | null;
  measured: number | null;
  passed: boolean;
  /** Listed, but not asked for in this version. */
  requiredYet: boolean;
}

export interface Verdict {
  version: number;
  eligible: boolean;
  checks: TierCheck[];
}

/** Whether an L1 agent meets the bar on a contract, with every check and its figures: what is not measured yet is listed as not required. */
export function evaluateTier(facts: TierFacts): Verdict {
  const hours = Math.floor(facts.paidMinutes / 60);
  const check = (key: TierCheck["key"], required: number, measured: number | null): TierCheck => ({
    key,
    required,
    measured,
    passed: measured !== null && measured >= required,
    requiredYet: true,
  });
  const later = (key: TierCheck["key"]): TierCheck => ({ key, required: null, measured: null, passed: true, requiredYet: false });
  const checks = [
    check("paidHours", BAR.paidHours, hours),
    check("weeksWorked", BAR.weeksWorked, facts.weeksWorked),
    check("rating", BAR.ratingMilli, facts.ratingCount > 0 ? facts.ratingMilli : null),
    check("qaScore", BAR.qaScore, facts.qaScore),
    check("workSample", 1, facts.workSamplePassed === null ? null : Number(facts.workSamplePassed)),
    later("csat"),
    later("escalations"),
    later("adherence"),
  ];
  return { version: BAR_VERSION, eligible: checks.every((one) => one.passed), checks };
}

type Measured = Pick<TierFacts, "paidMinutes" | "weeksWorked" | "ratingMilli" | "ratingCount">;

/** The facts of the bar from what was counted and from what a manager entered, 0 to 100 each; null = not entered. */
export function factsOf(measured: Measured, entered?: { qaScore: number | null; sampleScore: number | null }): TierFacts {
  const sample = entered?.sampleScore ?? null;
  return {
    ...measured,
    qaScore: entered?.qaScore ?? null,
    workSamplePassed: sample === null ? null : sample >= SAMPLE_PASSES,
  };
}
