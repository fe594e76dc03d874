/** Why a movement stands on one side only for a while, by name. */
export type TimingReason = "webhook" | "settlement" | "bank" | "clock";

export interface TimingRule {
  reason: TimingReason;
  /** Days from the movement until it must have cleared; then it is a break. */
  days: number;
}

/**
 * How long what Stripe moved may wait for our posting: we post when its webhook has come and the object was read again. Ids tell the kind, as
 * Stripe's own prefixes do (docs.stripe.com/api); kinds that nobody waits for have no grace beyond a webhook's day.
 */
const theirs: [prefix: RegExp, rule: TimingRule][] = [
  [/^(ch|py)_/, { reason: "webhook", days: 1 }],
  // Refunds, disputes and their fees are told by events of their own, the last of them when the bank has answered.
  [/^(re|pyr)_/, { reason: "settlement", days: 2 }],
  [/^(dp|du)_/, { reason: "settlement", days: 2 }],
  [/^tu_/, { reason: "bank", days: 3 }],
  // A payout that failed comes back days later; what comes back is told by a webhook again.
  [/^po_/, { reason: "webhook", days: 1 }],
  [/^(rc|obp|oba)_/, { reason: "bank", days: 2 }],
];
const webhook: TimingRule = { reason: "webhook", days: 1 };

/** What we posted before Stripe shows it: money on its way into a balance, or a moment's difference of two clocks. */
const ours: [prefix: RegExp, rule: TimingRule][] = [
  [/^(rc|tu)_/, { reason: "bank", days: 3 }],
  [/^obp_/, { reason: "bank", days: 2 }],
];
const clock: TimingRule = { reason: "clock", days: 1 };

/** @param side who already knows of it */
export function timingRule(side: "theirs" | "ours", sourceId: string): TimingRule {
  const known = (side === "theirs" ? theirs : ours).find(([prefix]) => prefix.test(sourceId));
  return known?.[1] ?? (side === "theirs" ? webhook : clock);
}
