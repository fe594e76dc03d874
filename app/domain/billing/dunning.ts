import { addDays } from "#app/kernel/time.ts";

/** Days after the first refusal on which a bill is tried again by itself; after the last the business's contracts pause. */
export const RETRY_DAYS = [1, 3, 5, 7] as const;

/**
 * Refusals after which the same card is not tried again for a bill: the card itself is gone or forbidden to be charged (docs.stripe.com/declines/codes,
 * "do not retry"). Another card is asked for.
 */
const finalDeclines = new Set([
  "expired_card",
  "fraudulent",
  "incorrect_number",
  "invalid_account",
  "lost_card",
  "merchant_blacklist",
  "new_account_information_available",
  "pickup_card",
  "restricted_card",
  "revocation_of_all_authorizations",
  "revocation_of_authorization",
  "security_violation",
  "stolen_card",
  "stop_payment_order",
]);
export function isFinalDecline(code: string | null): boolean {
  return code !== null && finalDeclines.has(code);
}

/** The bank wants to see the payer: neither another try nor another card, the payer is asked. */
export function asksPayer(code: string | null): boolean {
  return code === "authentication_required" || code === "payment_intent_authentication_failure";
}

/** When a refused bill is tried next by itself. @param retries tries made so far; @returns null after the last */
export function nextRetry(refusedAt: Date, retries: number): Date | null {
  const days = RETRY_DAYS[retries];
  return days === undefined ? null : addDays(refusedAt, days);
}

/** From when on a bill that nobody paid pauses the business's contracts. @param since the first refusal, or the close where there was no card to refuse it */
export function unpaidFrom(since: Date): Date {
  return addDays(since, RETRY_DAYS.at(-1)!);
}

/** When a bill was refused first; null when it never was. @param attempts newest first */
export function firstRefusal(attempts: { state: string; settledAt: Date | null }[]): Date | null {
  return attempts.findLast((one) => one.state === "failed" || one.state === "requires_action")?.settledAt ?? null;
}
