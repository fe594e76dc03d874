import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import type { Posting } from "#app/domain/ledger/post-transaction.server.ts";
import { reverseTransaction } from "#app/domain/ledger/reverse-transaction.server.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { payoutReleases, payouts, recoveries } from "#db/schema/payouts.ts";
import { lockPayout, payoutById } from "./lock-payout.server.ts";
import { payoutLifecycle } from "./payout.ts";
import { unspreadRecovery } from "./recovery.ts";

interface Failure {
  payoutId: string;
  code: string;
  message: string;
  /** Stripe's reversal of the transfer, null when nothing had been transferred. */
  reversal: Reversal | null;
}

export interface Reversal {
  /** trr_ */
  id: string;
  /** What came back less than was transferred, minor units of the payout's currency; the platform bears it. */
  short: bigint;
  /** What stays in the agent's account for it, minor units of the local currency; it is the agent's. */
  left: bigint;
}

/**
 * Takes back every posting of a payout, newest first; what it was made of is available again for the next one, and what it recovered is owed
 * again. Twice is once. @throws NotFound
 */
export async function failPayout(tx: Tx, { payoutId, code, message, reversal }: Failure, context: Context): Promise<void> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const { agentId } = await payoutById(tx, payoutId);
  await lockAgent(tx, agentId);
  const payout = await lockPayout(tx, payoutId);
  if (payout.state === "failed") return;
  const state = payoutLifecycle.next(payout.state, "fail");
  const key = `payout:${payoutId}`;
  if (payout.state === "paid") await reverseTransaction(tx, { key: `${key}:paid`, as: `${key}:paid:reversed` }, context);
  if (reversal) {
    const as = `${key}:transfer:reversed`;
    const cause = reversal.short > 0n ? { detail: { cause: "remainder" } } : {};
    await reverseTransaction(
      tx,
      { key: `${key}:transfer`, as, stripeId: reversal.id, also: shortfall(payout, reversal), ...cause },
      context,
    );
  }
  const also = await oweAgain(tx, payout);
  await reverseTransaction(tx, { key: `${key}:reserve`, as: `${key}:reserve:reversed`, also }, context);
  await tx
    .update(payouts)
    .set({ state, failureCode: code, failureMessage: message, failedAt: now })
    .where(eq(payouts.id, payoutId));
  await tx.update(payoutReleases).set({ payoutId: null }).where(eq(payoutReleases.payoutId, payoutId));
  await recordEvent(tx, "payout.failed", { payoutId }, context);
}

/** A reversal that could not take all back: the agent gets the whole amount all the same. */
function shortfall(payout: typeof payouts.$inferSelect, { short, left }: Reversal): Posting[] {
  if (short === 0n) return [];
  const { agentId, currency, localCurrency } = payout;
  const local = localCurrency!;
  return [
    { debit: accounts.fx(currency), credit: accounts.stripeBalance(currency), amount: money(short, currency) },
    { debit: accounts.stripeInTransit(local), credit: accounts.inTransit(agentId, local), amount: money(left, local) },
  ];
}

/**
 * What a payout recovered is owed again, the newest first. What was written off meanwhile stays written off: nobody asks for it twice.
 * @returns postings that write that part off
 */
async function oweAgain(tx: Tx, { agentId, currency, recovered }: typeof payouts.$inferSelect): Promise<Posting[]> {
  if (recovered === 0n) return [];
  const known = await tx
    .select()
    .from(recoveries)
    .where(and(eq(recoveries.agentId, agentId), eq(recoveries.currency, currency), gt(recoveries.recovered, 0n)))
    .orderBy(asc(sql`${recoveries.writtenOffAt} is not null`), desc(recoveries.openedAt), desc(recoveries.id));
  const isWrittenOff = new Set(known.filter((one) => one.writtenOffAt).map((one) => one.id));
  let writtenOff = 0n;
  for (const { id, recovered: rest } of unspreadRecovery(known, recovered)) {
    if (isWrittenOff.has(id)) writtenOff += known.find((one) => one.id === id)!.recovered - rest;
    await tx
      .update(recoveries)
      .set({ recovered: rest, ...(isWrittenOff.has(id) ? {} : { closedAt: null }) })
      .where(eq(recoveries.id, id));
  }
  if (writtenOff === 0n) return [];
  return [{ debit: accounts.writeOffs(currency), credit: accounts.owed(agentId, currency), amount: money(writtenOff, currency) }];
}
