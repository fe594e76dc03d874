import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { refusalOf } from "#app/edges/stripe/refusal.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Db } from "#db/client.server.ts";
import { beginSending } from "./begin-sending.server.ts";
import { failPayoutFlow } from "./fail-payout-flow.server.ts";
import { type Payout, payoutById } from "./lock-payout.server.ts";
import { markSent } from "./mark-sent.server.ts";
import { markTransferred } from "./mark-transferred.server.ts";
import { NO_FUNDS } from "./payout.ts";
import { waitForFunds } from "./wait-for-funds.server.ts";

/**
 * Sends a reserved payout on rail A: transfers it to the agent's connected account, reads the local amount and the rate from what arrived, and pays that
 * out to the agent's bank. Killed anywhere and run again it moves the money once: the payout's id is the key of both calls. When the balance at
 * Stripe is too low, it waits and goes again within the hour; anything else that Stripe refuses fails the payout and gives the money back; a broken
 * connection throws, and the job comes back.
 * @returns the state the payout is left in
 * @throws NotFound, Forbidden for people
 */
export async function sendByTransferFlow(
  db: Db,
  stripe: StripeEdge,
  { payoutId }: { payoutId: string },
  context: Context,
): Promise<string> {
  permit(context.actor, "ledger.post");
  let payout = await payoutById(db, payoutId);
  if (await db.transaction((tx) => beginSending(tx, { payoutId }, context))) {
    let made: Stripe.Transfer;
    try {
      made = await transfer(stripe, payout);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      if (refusal.code === NO_FUNDS) return db.transaction((tx) => waitForFunds(tx, payout, context));
      return failPayoutFlow(db, stripe, { payoutId, ...refusal }, context);
    }
    const arrived = await arrivalOf(stripe, payout, made);
    await db.transaction((tx) => markTransferred(tx, { payoutId, ...arrived }, context));
    payout = await payoutById(db, payoutId);
  }
  if (payout.state !== "transferred") return payout.state;
  try {
    const sent = await stripe.payouts.create(
      {
        amount: Number(payout.localAmount),
        currency: payout.localCurrency!.toLowerCase(),
        metadata: { payoutId },
      },
      { stripeAccount: payout.stripeAccountId, idempotencyKey: keyOf("payout", payout) },
    );
    await db.transaction((tx) =>
      markSent(tx, { payoutId, stripePayoutId: sent.id, arrivesAt: new Date(sent.arrival_date * 1000) }, context),
    );
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    if (refusal.code === NO_FUNDS) return db.transaction((tx) => waitForFunds(tx, payout, context));
    return failPayoutFlow(db, stripe, { payoutId, ...refusal }, context);
  }
  return "sent";
}

/** Stripe repeats a refusal under the key that it was given under, so that each try after a refusal has a key of its own. */
function keyOf(call: "transfer" | "payout", { id, attempts }: Payout): string {
  return attempts === 0 ? `${call}:${id}` : `${call}:${id}:${attempts}`;
}

function transfer(stripe: StripeEdge, payout: Payout): Promise<Stripe.Transfer> {
  return stripe.transfers.create(
    {
      amount: Number(payout.amount),
      currency: payout.currency.toLowerCase(),
      destination: payout.stripeAccountId,
      transfer_group: payout.id,
      metadata: { payoutId: payout.id, agentId: payout.agentId },
    },
    { idempotencyKey: keyOf("transfer", payout) },
  );
}

/** What the transfer became in the agent's account; `exchange_rate` stands on the destination payment's own balance transaction. */
async function arrivalOf(stripe: StripeEdge, payout: Payout, made: Stripe.Transfer) {
  const connected = { stripeAccount: payout.stripeAccountId };
  const payment = await stripe.charges.retrieve(idOf(made.destination_payment!), { expand: ["balance_transaction"] }, connected);
  const movement = payment.balance_transaction as Stripe.BalanceTransaction;
  return {
    stripeTransferId: made.id,
    stripeBalanceTransactionId: made.balance_transaction ? idOf(made.balance_transaction) : null,
    arrived: BigInt(movement.net),
    localCurrency: movement.currency.toUpperCase(),
    exchangeRate: movement.exchange_rate === null ? null : String(movement.exchange_rate),
  };
}

const idOf = (value: string | { id: string }): string => (typeof value === "string" ? value : value.id);
