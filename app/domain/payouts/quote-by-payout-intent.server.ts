import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { type Money, money } from "#app/kernel/money.ts";
import type { payoutAccounts } from "#db/schema/payouts.ts";
import { financialAccountId } from "./financial-account.server.ts";
import { rateOf } from "./send-by-payout-intent-flow.server.ts";

/**
 * What an amount would be in the agent's bank on rail B at Stripe's rate of now. Only an intent carries a quote, so one is made, read and called
 * off: nothing is confirmed and no money moves.
 * @returns all null while the agent has no bank account at Stripe
 */
export async function quoteRailB(
  stripe: StripeEdge,
  account: Pick<typeof payoutAccounts.$inferSelect, "stripeAccountId" | "stripePayoutMethodId" | "currency">,
  amount: Money,
): Promise<{ local: Money | null; rate: string | null; expiresAt: Date | null }> {
  const { stripeAccountId: recipient, stripePayoutMethodId: method } = account;
  if (!recipient || !method) return { local: null, rate: null, expiresAt: null };
  const { payoutIntents } = stripe.v2.moneyManagement;
  const currency = amount.currency.toLowerCase();
  const intent = await payoutIntents.create({
    amount: { value: Number(amount.minor), currency },
    confirmation_method: "manual",
    from: { currency, financial_account: await financialAccountId(stripe) },
    to: { currency: account.currency.toLowerCase(), payout_method: method, recipient },
    metadata: { purpose: "quote" },
  });
  await payoutIntents.cancel(intent.id);
  const { credited } = intent.to;
  const until = intent.fx_quote?.lock_expires_at;
  return {
    local: credited ? money(credited.value, credited.currency.toUpperCase()) : null,
    rate: rateOf(intent),
    expiresAt: until ? new Date(until) : null,
  };
}
