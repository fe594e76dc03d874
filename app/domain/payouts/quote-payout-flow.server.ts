import type { Context } from "#app/domain/accounts/permissions.ts";
import { mayBePaid } from "#app/domain/taxes/tax-profile.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { type Money, money } from "#app/kernel/money.ts";
import type { Queryable } from "#db/client.server.ts";
import { nextPayout } from "./earnings.server.ts";
import { hindrance } from "./payout.ts";
import { estimateOf, referenceOf } from "./quote.ts";
import { quoteRailB } from "./quote-by-payout-intent.server.ts";
import { businessDaysAfter } from "./schedule.ts";

/** Usual business days from the payout to the bank, by rail (docs.stripe.com/payouts; docs.stripe.com/global-payouts/payout-methods). */
const USUAL_DAYS = { a: 2, b: 3 } as const;

/** What an agent is shown before confirming: nothing has moved yet. */
export interface Quote {
  /** In the bank, and the rate; null without a conversion, or while none can be had. */
  local: Money | null;
  rate: string | null;
  reference: { rate: string; date: string } | null;
  arrives: Date;
}

/**
 * What all that is available to an agent in a currency would be in the bank, and when. On rail A an estimate: the reference rate less Stripe's usual
 * spread, since Stripe converts when the money moves; on rail B Stripe's own quote of now.
 * @throws NotFound, Forbidden
 */
export async function quoteOf(
  db: Queryable,
  stripe: StripeEdge,
  { agentId, currency }: { agentId: string; currency: string },
  { actor, now }: Context,
) {
  const [next, form] = await Promise.all([nextPayout(db, { agentId, currency }, actor), mayBePaid(db, agentId, now)]);
  const { account, rail, localCurrency, amount } = next;
  const problem = rail ? hindrance(account, amount, currency, now, form) : ("notPayableThere" as const);
  const quote: Quote = {
    local: null,
    rate: null,
    reference: referenceOf(currency, localCurrency),
    arrives: businessDaysAfter(now, USUAL_DAYS[rail ?? "a"]),
  };
  if (problem || !localCurrency || localCurrency === currency) return { ...next, problem, quote };
  const sent = money(amount, currency);
  if (account?.rail === "b") {
    const { local, rate } = await quoteRailB(stripe, account, sent);
    return { ...next, problem, quote: { ...quote, local, rate } };
  }
  return { ...next, problem, quote: { ...quote, ...estimateOf(sent, localCurrency) } };
}
