import { lifecycle } from "#app/kernel/state-machine.ts";

/** Life of a payout. A bank can send money back after it was called paid (money.md, "Webhooks"). */
export const payoutLifecycle = lifecycle({
  reserved: { transfer: "transferred", fail: "failed" },
  transferred: { send: "sent", fail: "failed" },
  sent: { pay: "paid", fail: "failed" },
  paid: { fail: "failed" },
  failed: {},
});
export type PayoutState = (typeof payoutLifecycle.states)[number];

/** Days until a new payout method may be used: time to notice that it is not yours (product.md, "Payouts"). */
export const METHOD_RESTS_DAYS = 3;

/** Least amount of a payout, minor units. Dated; above Stripe's own least payout in every currency we pay in (docs.stripe.com/payouts). */
export const PAYOUT_MINIMUMS_DATE = "2026-11-01";
const minimums: Record<string, bigint> = { USD: 1000n, EUR: 1000n, GBP: 1000n };
export function payoutMinimum(currency: string): bigint {
  return minimums[currency] ?? 1000n;
}

/** Stripe pays these out in whole units only; what is below one unit is carried to the next payout (money.md, "Traps"). */
const wholeUnits = new Set(["HUF", "TWD"]);

/**
 * What of a connected account's balance goes to the bank.
 * @param arrived minor units that this payout's transfer brought; @param available minor units in the account, older remainders included
 */
export function amountToSend(currency: string, arrived: bigint, available: bigint): bigint {
  if (!wholeUnits.has(currency)) return arrived;
  const most = arrived + 99n < available ? arrived + 99n : available;
  return most - (most % 100n);
}

export type AccountState = "none" | "reserved" | "onboarding" | "active" | "restricted";

/** Why an agent cannot be paid out now; null when nothing is in the way. The key stands in the catalogue under `payouts:hindrance`. */
export function hindrance(
  account: { state: AccountState; usableFrom: Date | null } | null,
  available: bigint,
  currency: string,
  now: Date,
): "noAccount" | "accountNotReady" | "methodRests" | "belowMinimum" | null {
  if (!account) return "noAccount";
  if (account.state !== "active" || !account.usableFrom) return "accountNotReady";
  if (account.usableFrom > now) return "methodRests";
  return available < payoutMinimum(currency) ? "belowMinimum" : null;
}
