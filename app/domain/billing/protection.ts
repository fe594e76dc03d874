import { weekPay } from "#app/domain/timesheets/timesheet.ts";
import { basisPointsOf, divideHalfUp, money } from "#app/kernel/money.ts";
import { addDays } from "#app/kernel/time.ts";

/** The least exposure limit of a business that pays by card, minor units; the same number in each currency (product.md, "Protection"). */
export const LEAST_CARD_LIMIT = 50_000n;
/** Bills paid this many days back count for the limit: 8 weeks. */
export const LOOK_BACK_DAYS = 56;
/** Both sides are warned when this much of the limit is used, in percent. */
export const WARN_PERCENT = 80;

export type PaymentMode = "card" | "terms" | "prepaid";

/** What of a business's money in one currency the platform goes by; amounts in minor units, instants UTC. */
export interface ExposureFacts {
  currency: string;
  /** Oldest first; before the first one: card. */
  arrangements: { mode: PaymentMode; fromAt: Date; creditLine: bigint | null; creditCurrency: string | null }[];
  /** `total` is what the week came to, `owed` what the business has to pay of it; `backAt`: the bank took the payment back. */
  bills: { total: bigint; owed: bigint; closedAt: Date; paidAt: Date | null; backAt: Date | null }[];
  /** Closed weeks (pay and fee) and when a bill took them over. */
  frozen: { amount: bigint; billedAt: Date | null }[];
  /** The credit balance from each instant on, oldest first. */
  credit: { from: Date; balance: bigint }[];
}

/** The limit at an instant: card, twice the largest weekly bill paid in 8 weeks; terms, the credit line; prepaid, the credit balance. */
export function exposureLimit({ arrangements, bills, credit, currency }: ExposureFacts, at: Date): bigint {
  const arrangement = arrangements.findLast((one) => one.fromAt <= at);
  if (arrangement?.mode === "terms") return arrangement.creditCurrency === currency ? (arrangement.creditLine ?? 0n) : 0n;
  if (arrangement?.mode === "prepaid") return credit.findLast((one) => one.from <= at)?.balance ?? 0n;
  const since = addDays(at, -LOOK_BACK_DAYS);
  const largest = bills.reduce(
    (most, bill) => (bill.paidAt && bill.paidAt > since && bill.paidAt <= at && bill.total > most ? bill.total : most),
    0n,
  );
  return 2n * largest > LEAST_CARD_LIMIT ? 2n * largest : LEAST_CARD_LIMIT;
}

export function paymentMode({ arrangements }: Pick<ExposureFacts, "arrangements">, at: Date): PaymentMode {
  return arrangements.findLast((one) => one.fromAt <= at)?.mode ?? "card";
}

/** What the business owed at an instant: bills that were not paid then. */
export function unpaidBills({ bills }: Pick<ExposureFacts, "bills">, at: Date): bigint {
  return bills.reduce((sum, bill) => {
    const paid = bill.paidAt !== null && bill.paidAt <= at && !(bill.backAt && bill.backAt <= at);
    return bill.closedAt <= at && !paid ? sum + bill.owed : sum;
  }, 0n);
}

/** Closed weeks that stood on no bill yet. */
export function frozenWeeks({ frozen }: Pick<ExposureFacts, "frozen">, at: Date): bigint {
  return frozen.reduce((sum, week) => (week.billedAt && week.billedAt <= at ? sum : sum + week.amount), 0n);
}

export interface Rate {
  /** Minor units per hour. */
  hourlyRate: bigint;
  feeBps: number;
}

/** What minutes of a contract-week will cost the business: pay and fee, rounded as the close rounds them. */
export function costOf({ hourlyRate, feeBps }: Rate, minutes: number, currency: string): bigint {
  const pay = weekPay(money(hourlyRate, currency), minutes);
  return pay.minor + basisPointsOf(pay, feeBps).minor;
}

export interface WorkedSegment {
  id: string;
  contractId: string;
  startedAt: Date;
  minutes: number;
  kind: "tracked" | "on-call" | "in-queue" | "manual";
}

/** Why a segment's pay waits until the business has paid; the words are `billing:protection.reasons.*`. */
export type NotProtected = "manual" | "exposure";

/** Part of a week whose pay waits for the business, for one reason; minor units, instants UTC. */
export interface UnprotectedPart {
  reason: NotProtected;
  minutes: number;
  pay: bigint;
  /** When it was worked, neighbouring segments together. */
  stretches: { from: Date; to: Date; minutes: number }[];
}

export interface WeekProtection {
  protectedPay: bigint;
  unprotectedPay: bigint;
  /** By segment, for those that are not protected. */
  reasons: Map<string, NotProtected>;
  parts: UnprotectedPart[];
}

/**
 * Which segments of a business's week are protected, in order of start over all its contracts: measured ones whose cost, with all that was
 * owed and worked until then, fits within the limit of the moment they were worked in.
 * @param segments those of the week that count (within the weekly limit, not taken back), in order of start
 * @returns the reason of each that is not protected, by segment
 */
export function unprotectedSegments(
  facts: ExposureFacts,
  segments: WorkedSegment[],
  rates: Map<string, Rate>,
): Map<string, NotProtected> {
  const reasons = new Map<string, NotProtected>();
  const minutes = new Map<string, number>();
  let open = 0n;
  for (const { id, contractId, startedAt, kind, ...segment } of segments) {
    const before = minutes.get(contractId) ?? 0;
    const rate = rates.get(contractId)!;
    open += costOf(rate, before + segment.minutes, facts.currency) - costOf(rate, before, facts.currency);
    minutes.set(contractId, before + segment.minutes);
    if (kind === "manual") reasons.set(id, "manual");
    else if (unpaidBills(facts, startedAt) + frozenWeeks(facts, startedAt) + open > exposureLimit(facts, startedAt))
      reasons.set(id, "exposure");
  }
  return reasons;
}

/** What is said of a segment beside its time; the words are `billing:verdicts.*`. */
export type SegmentVerdict = "protected" | NotProtected | "overLimit" | "late" | "declined" | "takenBack";

/**
 * The verdict on one segment: over the limit and taken-back ones are not billed at all, late ones wait for the business first, time by hand is
 * never protected.
 * @param reasons of those that are not protected, or not billed yet
 */
export function verdictOf(
  segment: { id: string; kind: WorkedSegment["kind"]; overLimit: boolean; deletedAt: Date | null },
  reasons: ReadonlyMap<string, SegmentVerdict>,
): SegmentVerdict {
  if (segment.deletedAt) return "takenBack";
  if (segment.overLimit) return "overLimit";
  return reasons.get(segment.id) ?? (segment.kind === "manual" ? "manual" : "protected");
}

/** The exposure level that both sides are told of: 0, from 80% on a warning, at the limit no more protection. */
export type ExposureLevel = 0 | 80 | 100;
export function exposureLevel(used: bigint, limit: bigint): ExposureLevel {
  if (used >= limit) return 100;
  return used * 100n >= limit * BigInt(WARN_PERCENT) ? WARN_PERCENT : 0;
}

/** Whole percent of the limit that is used, rounded down; 100 when there is no limit to use. */
export function exposurePercent(used: bigint, limit: bigint): number {
  return limit <= 0n ? 100 : Number((used * 100n) / limit);
}

/** The part of an amount (pay with tax) that belongs to the protected part of the pay; the whole belongs to the whole. */
export function shareOf(amount: bigint, part: bigint, whole: bigint): bigint {
  return whole === 0n || part >= whole ? (part === 0n ? 0n : amount) : divideHalfUp(amount * part, whole);
}
