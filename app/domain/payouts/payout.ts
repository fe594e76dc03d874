import { lifecycle } from "#app/kernel/state-machine.ts";
import { payoutMinimum } from "./minimums.ts";

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

/** Stripe pays these out in whole units only; what is below one unit is carried to the next payout (money.md, "Traps"). */
const wholeUnits = new Set(["HUF", "TWD"]);
export function takesWholeUnits(currency: string): boolean {
  return wholeUnits.has(currency);
}

/**
 * What of a connected account's balance goes to the bank.
 * @param arrived minor units that this payout's transfer brought; @param available with older remainders
 */
export function amountToSend(currency: string, arrived: bigint, available: bigint): bigint {
  if (!wholeUnits.has(currency)) return arrived;
  const most = arrived + 99n < available ? arrived + 99n : available;
  return most - (most % 100n);
}

export type AccountState = "none" | "reserved" | "onboarding" | "active" | "restricted";

export type Hindrance =
  | "taxForm"
  | "taxFormExpired"
  | "noAccount"
  | "accountNotReady"
  | "restricted"
  | "methodRests"
  | "nothingAvailable"
  | "belowMinimum";

/**
 * Why an agent cannot be paid out now; null when nothing is in the way. The key stands in the catalogue under `payouts:hindrance`.
 * @param amount what would be sent, minor units; @param form what is missing of the tax form, as taxes say
 */
export function hindrance(
  account: { state: AccountState; usableFrom: Date | null; country?: string | null } | null,
  amount: bigint,
  currency: string,
  now: Date,
  form: "taxForm" | "taxFormExpired" | null = null,
): Hindrance | null {
  if (!account) return "noAccount";
  if (account.state === "restricted") return "restricted";
  if (account.state !== "active" || !account.usableFrom) return "accountNotReady";
  if (account.usableFrom > now) return "methodRests";
  if (form) return form;
  if (amount === 0n) return "nothingAvailable";
  return amount < payoutMinimum(currency, account.country) ? "belowMinimum" : null;
}

/** Codes of docs.stripe.com/api/payouts/failures that have plain words of their own, what to fix: `payouts:failure.codes.*`. */
const explained = [
  "account_closed",
  "account_frozen",
  "bank_account_restricted",
  "bank_account_unusable",
  "bank_ownership_changed",
  "could_not_process",
  "debit_not_authorized",
  "declined",
  "incorrect_account_holder_address",
  "incorrect_account_holder_details",
  "incorrect_account_holder_name",
  "incorrect_account_holder_tax_id",
  "incorrect_account_type",
  "invalid_account_number",
  "invalid_account_number_length",
  "invalid_currency",
  "no_account",
] as const;
export function explainedFailure(code: string | null): (typeof explained)[number] | null {
  return explained.find((one) => one === code) ?? null;
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
