import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { payoutAccounts, payoutItems, payoutReleases, payouts, recoveries } from "#db/schema/payouts.ts";
import { hindrance, payoutMinimum } from "./payout.ts";
import { recoveryShare, spreadRecovery } from "./recovery.ts";

export interface NewPayout {
  agentId: string;
  currency: string;
  /** Minor units that the person was shown to be paid out; another amount is refused, so that nobody confirms what they did not see. */
  expected?: bigint;
}

/**
 * Reserves all that is available to an agent in a currency for one payout: available -> in transit, less what is kept for what the agent owes, and
 * the changes it is made of. The caller has checked who may. While one is reserved or held, that one is returned.
 * @throws NotFound, Conflict with the reason (payouts:hindrance.*) when nothing can be paid out now
 */
export async function reservePayout(
  tx: Tx,
  { agentId, currency, expected }: NewPayout,
  context: Context,
): Promise<{ id: string }> {
  const { now } = context;
  await lockAgent(tx, agentId);
  const [known] = await tx
    .select({ id: payouts.id })
    .from(payouts)
    .where(and(eq(payouts.agentId, agentId), eq(payouts.currency, currency), inArray(payouts.state, ["reserved", "held"])));
  if (known) return known;
  const [account] = await tx.select().from(payoutAccounts).where(eq(payoutAccounts.agentId, agentId)).for("share");
  const items = await tx
    .select()
    .from(payoutReleases)
    .where(and(eq(payoutReleases.agentId, agentId), eq(payoutReleases.currency, currency), isNull(payoutReleases.payoutId)));
  const whole = items.reduce((sum, item) => sum + item.amount, 0n);
  const problem = hindrance(account ?? null, whole, currency, now);
  if (problem)
    throw new Conflict(`payouts:hindrance.${problem}`, {
      minimum: `${toMajor(money(payoutMinimum(currency), currency))} ${currency}`,
      date: account?.usableFrom?.toISOString().slice(0, 10) ?? "",
    });
  const available = await balanceOf(tx, accounts.available(agentId, currency));
  if (available.minor !== whole)
    throw new Error(`releases of ${whole} but ${available.minor} ${currency} available to ${agentId}`);
  const recovered = await recover(tx, { agentId, currency, whole }, now);
  const amount = whole - recovered;
  if (expected !== undefined && expected !== amount) throw new Conflict("payouts:errors.amountChanged");
  const id = newId();
  const { rail, stripeAccountId } = account!;
  await tx
    .insert(payouts)
    .values({ id, agentId, amount, recovered, currency, rail, stripeAccountId: stripeAccountId!, reservedAt: now });
  const ids = items.map((item) => item.id);
  await tx.update(payoutReleases).set({ payoutId: id }).where(inArray(payoutReleases.id, ids));
  await tx.insert(payoutItems).values(ids.map((releaseId) => ({ payoutId: id, releaseId })));
  const debit = accounts.available(agentId, currency);
  await postTransaction(
    tx,
    {
      key: `payout:${id}:reserve`,
      kind: "payout.reserved",
      source: { kind: "payout", id },
      postings: [
        { debit, credit: accounts.inTransit(agentId, currency), amount: money(amount, currency) },
        { debit, credit: accounts.owed(agentId, currency), amount: money(recovered, currency) },
      ].filter((one) => one.amount.minor > 0n),
    },
    { now },
  );
  await recordEvent(tx, "payout.requested", { payoutId: id }, context);
  return { id };
}

/** Takes a payout's share of what the agent owes, the oldest first. @returns minor units */
async function recover(
  tx: Tx,
  { agentId, currency, whole }: { agentId: string; currency: string; whole: bigint },
  now: Date,
): Promise<bigint> {
  const open = await tx
    .select()
    .from(recoveries)
    .where(and(eq(recoveries.agentId, agentId), eq(recoveries.currency, currency), isNull(recoveries.closedAt)))
    .orderBy(asc(recoveries.openedAt), asc(recoveries.id));
  const owed = open.reduce((sum, one) => sum + one.amount - one.recovered, 0n);
  const share = recoveryShare(whole, owed);
  for (const { id, recovered, closed } of spreadRecovery(open, share))
    await tx
      .update(recoveries)
      .set({ recovered, closedAt: closed ? now : null })
      .where(eq(recoveries.id, id));
  return share;
}
