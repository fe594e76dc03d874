import { z } from "zod";
import type { Money } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";

/** Life of an action that waits for a second person. */
export const approvalLifecycle = lifecycle({
  requested: { approve: "approved", decline: "declined", withdraw: "withdrawn" },
  approved: {},
  declined: {},
  withdrawn: {},
});

/** Above this a second person of platform finance must agree, minor units: an amount that would hurt if one account was taken over. */
const aloneUpTo: Record<string, bigint> = { USD: 100_000n, EUR: 100_000n, GBP: 100_000n };
export function needsSecondPerson({ minor, currency }: Money): boolean {
  return minor > (aloneUpTo[currency] ?? 100_000n);
}

/** Why money is held, released, written off or refunded; kept in the audit log. */
export const reasonInput = z.string().trim().min(5, "errors:reasonTooShort").max(500, "errors:tooLong");
