import { z } from "zod";
import { parseMoney } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";

/** Given until the next close puts it on the bill; until then the business may take it back. */
export const bonusLifecycle = lifecycle({
  given: { bill: "billed", withdraw: "withdrawn" },
  billed: {},
  withdrawn: {},
});
export type BonusState = (typeof bonusLifecycle.states)[number];

/** Bounds of one bonus, minor units of any settlement currency: below, the fee is hardly a cent; above, it is no longer a thank-you. */
export const LEAST_BONUS = 100n;
export const MOST_BONUS = 500_000n;

/** `id` is made by the form, so that a double click gives once. */
export const bonusInput = (currency: string) =>
  z.object({
    id: z.uuid(),
    step: z.enum(["look", "give"]).default("look"),
    amount: amountBetween(LEAST_BONUS, MOST_BONUS, currency),
    note: z.string().trim().max(300, "errors:tooLong").default(""),
  });

/** An amount as typed, to minor units, within bounds that are named when it is not. */
export function amountBetween(least: bigint, most: bigint, currency: string) {
  const plain = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`;
  return z.string("errors:required").transform((text, problems) => {
    const typed = parseMoney(text, currency);
    if (!typed) problems.addIssue({ code: "custom", message: "errors:amountMalformed", params: { digits: 2 } });
    else if (typed.minor < least || typed.minor > most)
      problems.addIssue({
        code: "custom",
        message: "errors:amountOutOfBounds",
        params: { minimum: plain(least), maximum: plain(most) },
      });
    return typed?.minor ?? 0n;
  });
}
