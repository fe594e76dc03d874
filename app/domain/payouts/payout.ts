import { hasReferenceRate, referenceRate } from "#app/kernel/fx-rates.ts";
import { convertMoney, type Money, money } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";

/** Life of a payout. A bank can send money back after it was called paid (money.md, "Webhooks"). */
export const payoutLifecycle = lifecycle({
  reserved: { transfer: "transferred", fail: "failed", hold: "held" },
  // "transfer": it was on its way to Stripe when somebody held it, or waited for funds.
  held: { release: "reserved", fail: "failed", transfer: "transferred" },
  transferred: { send: "sent", fail: "failed" },
  sent: { pay: "paid", fail: "failed" },
  paid: { fail: "failed" },
  failed: {},
});
export type PayoutState = (typeof payoutLifecycle.states)[number];

/** Stripe's word for a balance that is too low. */
export const NO_FUNDS = "balance_insufficient";
/** The reason of a payout that is held until the platform's balance at Stripe suffices; other reasons are people's own words. */
export const FUNDS = "funds";
export function waitsForFunds({ state, holdReason }: { state: PayoutState; holdReason: string | null }): boolean {
  return state === "held" && holdReason === FUNDS;
}

/** Days until a new payout method may be used: time to notice that it is not yours (product.md, "Payouts"). */
export const METHOD_RESTS_DAYS = 3;

/** Least amount of a payout, minor units, as of 2026-11-01; above Stripe's own least payout in every currency we pay in (docs.stripe.com/payouts). */
const minimums: Record<string, bigint> = { USD: 1000n, EUR: 1000n, GBP: 1000n };
export function payoutMinimum(currency: string): bigint {
  return minimums[currency] ?? 1000n;
}

/** Stripe pays these out in whole units only; what is below one unit is carried to the next payout (money.md, "Traps"). */
const wholeUnits = new Set(["HUF", "TWD"]);
export function takesWholeUnits(currency: string): boolean {
  return wholeUnits.has(currency);
}

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
): "noAccount" | "accountNotReady" | "restricted" | "methodRests" | "nothingAvailable" | "belowMinimum" | null {
  if (!account) return "noAccount";
  if (account.state === "restricted") return "restricted";
  if (account.state !== "active" || !account.usableFrom) return "accountNotReady";
  if (account.usableFrom > now) return "methodRests";
  if (available === 0n) return "nothingAvailable";
  return available < payoutMinimum(currency) ? "belowMinimum" : null;
}

/** Who has to act on a failed payout, and on what; the words are `payouts:failure.*`. Codes: docs.stripe.com/api/payouts/failures. */
export function failureAdvice(code: string | null): "bank" | "account" | "ours" | "other" {
  if (!code) return "other";
  if (code === "balance_insufficient" || code === "insufficient_funds") return "ours";
  const account = ["insufficient_capabilities_for_transfer", "transfers_not_allowed", "capability_not_enabled"];
  if (account.includes(code) || code === "recipient_capability_not_active") return "account";
  // Rail B: docs.stripe.com/api/v2/money-management/payout-intents/object, next_action.
  if (code.includes("payout_method")) return "bank";
  if (/account|currency|declined|process|debit|payouts_not_allowed/.test(code)) return "bank";
  return "other";
}

/**
 * What an amount would be in the bank's currency at the reference rate: an estimate, since Stripe converts at its own rate when the money
 * moves. Whole units where the bank takes no others.
 * @returns null where the table has no rate; `rate` is scaled by RATE_SCALE
 */
export function localEstimate(amount: Money, local: string): { amount: Money; rate: bigint } | null {
  if (!hasReferenceRate(amount.currency) || !hasReferenceRate(local)) return null;
  const rate = referenceRate(amount.currency, local);
  const converted = convertMoney(amount, local, rate);
  const minor = wholeUnits.has(local) ? converted.minor - (converted.minor % 100n) : converted.minor;
  return { amount: money(minor, local), rate };
}

/** How far a rate lies below the reference (negative) or above it, in basis points, rounded half away from zero. */
export function rateDifference(rate: bigint, reference: bigint): number {
  const doubled = (rate - reference) * 20_000n;
  return Number((doubled + (doubled < 0n ? -reference : reference)) / (reference * 2n));
}
