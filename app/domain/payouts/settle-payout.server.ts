import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";
import { payoutLifecycle } from "./payout.ts";

/** The money reached the agent's bank, as Stripe says; clearing of both currencies ends where it began. Twice is once. @throws NotFound */
export async function settlePayout(tx: Tx, { payoutId }: { payoutId: string }, context: Context): Promise<void> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const payout = await lockPayout(tx, payoutId);
  if (payout.state === "paid" || payout.state === "failed") return;
  const state = payoutLifecycle.next(payout.state, "pay");
  const { currency, agentId } = payout;
  const local = payout.localCurrency!;
  const amount = money(payout.amount, currency);
  await tx.update(payouts).set({ state, paidAt: now }).where(eq(payouts.id, payoutId));
  await postTransaction(
    tx,
    {
      key: `payout:${payoutId}:paid`,
      kind: "payout.paid",
      source: { kind: "payout", id: payoutId },
      postings: [
        { debit: accounts.inTransit(agentId, currency), credit: accounts.paidOut(agentId, currency), amount },
        ...(local === currency
          ? [{ debit: accounts.settled(currency), credit: accounts.stripeInTransit(currency), amount }]
          : [
              { debit: accounts.settled(currency), credit: accounts.clearing(currency), amount },
              {
                debit: accounts.clearing(local),
                credit: accounts.stripeInTransit(local),
                amount: money(payout.localAmount!, local),
              },
            ]),
      ],
    },
    { now },
  );
  await recordEvent(tx, "payout.paid", { payoutId }, context);
}
