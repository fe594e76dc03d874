import { z } from "zod";
import { reasonInput } from "#app/domain/accounts/approval.ts";
import { parseMoney, settlementCurrency } from "#app/kernel/money.ts";

/** What Stripe must hold for the coming pay day in one currency, and what it holds; minor units. */
export interface Float {
  currency: string;
  /** Stripe's balance of the platform now, and what is on its way to it. */
  available: bigint;
  pending: bigint;
  /** Agents' money that may be sent now, payouts that wait for funds included. */
  due: bigint;
  /** Weeks that become available on the next Wednesday. */
  coming: bigint;
  /** Made available ahead of businesses that have not paid: the reason why the balance may not suffice. */
  advances: bigint;
}

/** How much is missing for the coming pay day, rounded up to whole units; zero when Stripe holds enough. What is on its way counts as there by then. */
export function topUpProposal({ available, pending, due, coming }: Float): bigint {
  const missing = due + coming - available - pending;
  return missing <= 0n ? 0n : ((missing + 99n) / 100n) * 100n;
}

/** `id` is made by the form, so that a double click tops up once. */
export const topUpInput = z.object({
  id: z.uuid(),
  currency: settlementCurrency,
  amount: z.string().transform((text, problems) => {
    const typed = parseMoney(text, "USD");
    if (!typed) problems.addIssue({ code: "custom", message: "errors:amountMalformed", params: { digits: 2 } });
    else if (typed.minor < 100n || typed.minor > 100_000_000n)
      problems.addIssue({
        code: "custom",
        message: "errors:amountOutOfBounds",
        params: { minimum: "1.00", maximum: "1000000.00" },
      });
    return typed?.minor ?? 0n;
  }),
  reason: reasonInput,
});
