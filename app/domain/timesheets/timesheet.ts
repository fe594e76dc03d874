import { z } from "zod";
import { divideHalfUp, type Money, money } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";

/**
 * Life of a contract-week once it is frozen. `disputed` is a week in review of which the business has named segments: the rest of it is
 * approved, also by silence, as if there was no dispute (product.md, "Undisputed time is paid on time"). A claim about an approved week
 * leaves it approved: only the money of the named segments is held.
 */
export const timesheetLifecycle = lifecycle({
  inReview: { approve: "approved", lapse: "approved", dispute: "disputed" },
  disputed: { approve: "approved", lapse: "approved", resolve: "approved" },
  approved: {},
});
export type TimesheetState = (typeof timesheetLifecycle.states)[number];

export const approveTimesheetInput = z.object({ note: z.string().trim().max(500).default("") });

/**
 * Pay for a contract-week: rate x minutes / 60, rounded half up once for the whole week (product.md, "Pay").
 * @param hourlyRate minor units per hour; @param minutes that count, 0 to 10,080
 */
export function weekPay(hourlyRate: Money, minutes: number): Money {
  return money(divideHalfUp(hourlyRate.minor * BigInt(minutes), 60n), hourlyRate.currency);
}

/**
 * Shares of a week's pay by minutes, whole minor units that add up to it: largest remainder, ties in order of start (product.md, "Pay").
 * @param minutes of the segments in order of start
 */
export function sharesOf(pay: bigint, minutes: number[]): bigint[] {
  const total = BigInt(minutes.reduce((sum, one) => sum + one, 0));
  if (total === 0n) return minutes.map(() => 0n);
  const shares = minutes.map((one) => (pay * BigInt(one)) / total);
  const remainders = minutes.map((one, index) => ({ index, rest: (pay * BigInt(one)) % total }));
  remainders.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  let left = Number(pay - shares.reduce((sum, one) => sum + one, 0n));
  for (const { index } of remainders) {
    if (left-- <= 0) break;
    shares[index] = shares[index]! + 1n;
  }
  return shares;
}
