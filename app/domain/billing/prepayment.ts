import { z } from "zod";
import { settlementCurrency } from "#app/kernel/money.ts";
import { amountBetween } from "./bonus.ts";

/** Bounds of one payment ahead, minor units of any settlement currency: below, Stripe's fee eats it; above, a wire on terms is the better way. */
export const LEAST_PREPAYMENT = 1_000n;
export const MOST_PREPAYMENT = 5_000_000n;

/** `id` is made by the form, so that a double click pays once. */
export const prepaymentInput = z.object({
  intent: z.literal("pay"),
  id: z.uuid(),
  currency: settlementCurrency,
  amount: amountBetween(LEAST_PREPAYMENT, MOST_PREPAYMENT, "USD"),
  cardId: z.uuid(),
});
