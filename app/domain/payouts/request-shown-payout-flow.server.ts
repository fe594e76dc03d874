import type { Context } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { isStill } from "./quote.ts";
import { quoteOf } from "./quote-payout-flow.server.ts";
import { requestPayout } from "./request-payout.server.ts";
import type { NewPayout } from "./reserve-payout.server.ts";

/**
 * An agent confirms what the page showed. When the rate has moved by more than a hundredth meanwhile, or was never one of ours, the agent looks again.
 * @throws NotFound, Forbidden, Conflict as `requestPayout`
 */
export async function requestShownPayoutFlow(
  db: Db,
  stripe: StripeEdge,
  input: NewPayout,
  context: Context,
): Promise<{ id: string }> {
  const { agentId, currency, shown } = input;
  const { quote, problem } = await quoteOf(db, stripe, { agentId, currency }, context);
  if (!problem && quote.rate && (!shown || !isStill(shown.rate, quote.rate))) throw new Conflict("payouts:errors.rateMoved");
  return db.transaction((tx) => requestPayout(tx, { ...input, shown: quote.rate ? shown : null }, context));
}
