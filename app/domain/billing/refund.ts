import { z } from "zod";
import { reasonInput } from "#app/domain/accounts/approval.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";
import { addDays } from "#app/kernel/time.ts";

/** Life of a refund. To a card it is reserved, sent, and settled by Stripe, which may still say no after it said yes; credit is there at once. */
export const refundLifecycle = lifecycle({
  reserved: { wait: "pending", succeed: "succeeded", fail: "failed" },
  pending: { succeed: "succeeded", fail: "failed" },
  succeeded: { fail: "failed" },
  failed: {},
});
export type RefundState = (typeof refundLifecycle.states)[number];

/** Days after the charge within which its card can be refunded (product.md, "Disputes"); later the money becomes credit. */
const REFUND_DAYS = 180;
export function refundableUntil(chargedAt: Date): Date {
  return addDays(chargedAt, REFUND_DAYS);
}

/** What platform finance may give back without a dispute: part of Deskhand's fee, a sum the platform bears, or credit that is not used. */
export const refundKinds = ["fee", "goodwill", "credit"] as const;
export type RefundKind = (typeof refundKinds)[number];

export const requestRefundInput = z.object({
  refundId: z.uuid(),
  what: z.enum(refundKinds, "billing:refunds.errors.what"),
  /** As typed, in the bill's currency. */
  amount: z.string(),
  to: z.enum(["card", "credit"]),
  reason: reasonInput,
});

interface Leg<Account> {
  account: Account;
  amount: bigint;
}

/** Pairs what is given with where it goes, in order; both sides add up to the same. */
export function pairLegs<From, To>(from: Leg<From>[], to: Leg<To>[]): { from: From; to: To; amount: bigint }[] {
  const pairs: { from: From; to: To; amount: bigint }[] = [];
  const left = to.map((leg) => ({ ...leg }));
  for (const { account, amount } of from) {
    let rest = amount;
    for (const leg of left) {
      const part = rest < leg.amount ? rest : leg.amount;
      if (part <= 0n) continue;
      pairs.push({ from: account, to: leg.account, amount: part });
      rest -= part;
      leg.amount -= part;
    }
    if (rest > 0n) throw new RangeError(`${rest} has nowhere to go`);
  }
  return pairs;
}

/**
 * Where money given back on a bill goes. Paid: all of it is the business's credit. Not paid: first it lowers what the business owes, then what the
 * platform advanced on it; an invoice or charge under way that takes the full sum all the same makes the rest credit when it is settled, not
 * twice. Given up: the loss is smaller.
 * @param bill `owed` is what is still to be paid of it, `advanced` what of that the platform has paid ahead; minor units
 */
export function splitRefund(
  amount: bigint,
  bill: { state: string; owed: bigint; advanced: bigint },
): { receivable: bigint; advances: bigint; writeOffs: bigint; credit: bigint } {
  const none = { receivable: 0n, advances: 0n, writeOffs: 0n, credit: 0n };
  const least = (a: bigint, b: bigint) => (a < b ? a : b);
  if (bill.state === "writtenOff") {
    const writeOffs = least(amount, bill.owed);
    return { ...none, writeOffs, credit: amount - writeOffs };
  }
  if (bill.state === "paid") return { ...none, credit: amount };
  const free = bill.owed > bill.advanced ? bill.owed - bill.advanced : 0n;
  const receivable = least(amount, free);
  const advances = least(amount - receivable, least(bill.advanced, bill.owed));
  return { ...none, receivable, advances, credit: amount - receivable - advances };
}
