import { z } from "zod";
import { reasonInput } from "#app/domain/accounts/approval.ts";
import { money, parseMoney, settlementCurrency, toMajor } from "#app/kernel/money.ts";

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

/** What the rule may take of it: whole units, within what is left of the week's limit; less than one unit is not worth a call. */
export function topUpAhead(float: Float, left: bigint): bigint {
  const missing = topUpProposal(float);
  const amount = missing < left ? missing : (left / 100n) * 100n;
  return amount < 100n ? 0n : amount;
}

function amountBetween(minimum: bigint, maximum: bigint) {
  return z.string().transform((text, problems) => {
    const typed = parseMoney(text, "USD");
    if (!typed) problems.addIssue({ code: "custom", message: "errors:amountMalformed", params: { digits: 2 } });
    else if (typed.minor < minimum || typed.minor > maximum)
      problems.addIssue({
        code: "custom",
        message: "errors:amountOutOfBounds",
        params: { minimum: toMajor(money(minimum, "USD")), maximum: toMajor(money(maximum, "USD")) },
      });
    return typed?.minor ?? 0n;
  });
}

const most = 100_000_000n;

/** `id` is made by the form, so that a double click tops up once. */
export const topUpInput = z.object({
  id: z.uuid(),
  currency: settlementCurrency,
  amount: amountBetween(100n, most),
  reason: reasonInput,
});

/** Zero turns the automatic top-ups of a currency off. */
export const topUpRuleInput = z.object({
  currency: settlementCurrency,
  weeklyLimit: amountBetween(0n, most),
  reason: reasonInput,
});
