import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";
import { payoutLifecycle } from "./payout.ts";

interface PaymentMade {
  payoutId: string;
  stripeOutboundPaymentId: string;
  /** Minor units that the agent's bank is to get, in its own currency. */
  localAmount: bigint;
  localCurrency: string;
  /** Stripe's rate, local for one of the contract's currency; null without a conversion. */
  exchangeRate: string | null;
  arrivesAt: Date | null;
}

/**
 * The money left the financial account for the agent's bank; a conversion goes through clearing with Stripe's own rate, and settles with
 * `settlePayout` as on rail A.
 * @throws NotFound, Forbidden for people
 */
export async function markPaymentMade(tx: Tx, input: PaymentMade, { actor, now }: Context): Promise<void> {
  permit(actor, "ledger.post");
  const payout = await lockPayout(tx, input.payoutId);
  if (payout.state !== "reserved" && payout.state !== "held") return;
  const { currency } = payout;
  const { stripeOutboundPaymentId, localAmount, localCurrency: local, exchangeRate, arrivesAt } = input;
  const amount = money(payout.amount, currency);
  const account = accounts.stripeBalance(currency, "b");
  await tx
    .update(payouts)
    .set({
      state: payoutLifecycle.next(payoutLifecycle.next(payout.state, "transfer"), "send"),
      stripeOutboundPaymentId,
      localAmount,
      localCurrency: local,
      exchangeRate,
      arrivesAt,
      transferredAt: now,
      sentAt: now,
      holdReason: null,
      heldAt: null,
      heldBy: null,
    })
    .where(eq(payouts.id, payout.id));
  await postTransaction(
    tx,
    {
      key: `payout:${payout.id}:transfer`,
      kind: "payout.transferred",
      source: { kind: "payout", id: payout.id },
      stripeId: stripeOutboundPaymentId,
      detail: exchangeRate ? { rate: exchangeRate, rateSource: "stripe", arrived: `${localAmount} ${local}` } : {},
      postings:
        local === currency
          ? [{ debit: accounts.stripeInTransit(currency), credit: account, amount }]
          : [
              { debit: accounts.clearing(currency), credit: account, amount },
              { debit: accounts.stripeInTransit(local), credit: accounts.clearing(local), amount: money(localAmount, local) },
            ],
    },
    { now },
  );
}
