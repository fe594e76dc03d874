import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { type Posting, postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { payoutAccounts, payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";
import { amountToSend, payoutLifecycle, takesWholeUnits } from "./payout.ts";

interface Transferred {
  payoutId: string;
  stripeTransferId: string;
  stripeBalanceTransactionId: string | null;
  /** Minor units that arrived in the agent's account, in its own currency. */
  arrived: bigint;
  localCurrency: string;
  /** Stripe's rate, local for one of the contract's currency; null without a conversion. */
  exchangeRate: string | null;
}

/**
 * The money left the platform's Stripe balance for the agent's account; a conversion goes through clearing with Stripe's own rate. What a
 * currency of whole units leaves behind stays in the agent's account and is the agent's: carried, and sent with a later payout.
 */
export async function markTransferred(tx: Tx, input: Transferred, { actor, now }: Context): Promise<void> {
  permit(actor, "ledger.post");
  const payout = await lockPayout(tx, input.payoutId);
  if (payout.state !== "reserved" && payout.state !== "held") return;
  const { currency } = payout;
  const { localCurrency: local, exchangeRate, stripeTransferId } = input;
  const amount = money(payout.amount, currency);
  const localAmount = await toBank(tx, payout.agentId, local, input.arrived);
  await tx
    .update(payouts)
    .set({
      state: payoutLifecycle.next(payout.state, "transfer"),
      stripeTransferId,
      stripeTransferBalanceTransactionId: input.stripeBalanceTransactionId,
      localCurrency: local,
      localAmount,
      exchangeRate,
      transferredAt: now,
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
      stripeId: stripeTransferId,
      detail: exchangeRate ? { rate: exchangeRate, rateSource: "stripe", arrived: `${input.arrived} ${local}` } : {},
      postings: [
        { debit: accounts.stripeInTransit(currency), credit: accounts.stripeBalance(currency), amount },
        ...(local === currency
          ? []
          : [
              { debit: accounts.clearing(currency), credit: accounts.stripeInTransit(currency), amount },
              ...arrival(payout.agentId, local, input.arrived, localAmount),
            ]),
      ],
    },
    { now },
  );
}

/**
 * What goes to the bank in minor units: whole units with the agent's older remainder, as our books say it. What lies in the account at Stripe may be
 * another payout's that is on its way at the same time; payouts of an agent go through here one at a time.
 */
async function toBank(tx: Tx, agentId: string, local: string, arrived: bigint): Promise<bigint> {
  if (!takesWholeUnits(local)) return arrived;
  await tx.select({ id: payoutAccounts.agentId }).from(payoutAccounts).where(eq(payoutAccounts.agentId, agentId)).for("update");
  const carried = await balanceOf(tx, accounts.inTransit(agentId, local));
  return amountToSend(local, arrived, arrived + carried.minor);
}

/** Clearing takes what goes to the bank, so that it ends at zero; the difference to what arrived is the agent's remainder, up or down. */
function arrival(agentId: string, local: string, arrived: bigint, sent: bigint): Posting[] {
  const [account, clearing, carried] = [
    accounts.stripeInTransit(local),
    accounts.clearing(local),
    accounts.inTransit(agentId, local),
  ];
  const postings: Posting[] = [
    { debit: account, credit: clearing, amount: money(sent < arrived ? sent : arrived, local) },
    { debit: account, credit: carried, amount: money(arrived - sent, local) },
    { debit: carried, credit: clearing, amount: money(sent - arrived, local) },
  ];
  return postings.filter((one) => one.amount.minor > 0n);
}
