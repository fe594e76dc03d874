import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { mayBePaid } from "#app/domain/taxes/tax-profile.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { payoutAccounts, payoutItems, payoutReleases, payouts, recoveries } from "#db/schema/payouts.ts";
import { payoutMinimum } from "./minimums.ts";
import { hindrance } from "./payout.ts";
import { referenceOf } from "./quote.ts";
import { owedIn, recoveryShare, spreadRecovery } from "./recovery.ts";

export interface NewPayout {
  agentId: string;
  currency: string;
  /** Minor units that the person was shown to be paid out; another amount is refused, so that nobody confirms what they did not see. */
  expected?: bigint;
  /** The rate and the amount in the bank that the person was shown, kept beside what Stripe applies. */
  shown?: { rate: string; local: bigint } | null;
}

/**
 * Reserves all that is available to an agent in a currency for one payout: available -> in transit, less what is kept for what the agent owes, and
 * the changes it is made of. The caller has checked who may. While one is reserved or held, that one is returned.
 * @throws NotFound, Conflict with the reason (payouts:hindrance.*) when nothing can be paid out now
 */
export async function reservePayout(
  tx: Tx,
  { agentId, currency, expected, shown }: NewPayout,
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
  const open = await openRecoveries(tx, { agentId, currency });
  const recovered = recoveryShare(whole, owedIn(open));
  const amount = whole - recovered;
  const problem = hindrance(account ?? null, amount, currency, now, await mayBePaid(tx, agentId, now));
  if (problem)
    throw new Conflict(`payouts:hindrance.${problem}`, {
      minimum: `${toMajor(money(payoutMinimum(currency, account?.country), currency))} ${currency}`,
      date: account?.usableFrom?.toISOString().slice(0, 10) ?? "",
    });
  const available = await balanceOf(tx, accounts.available(agentId, currency));
  if (available.minor !== whole)
    throw new Error(`releases of ${whole} but ${available.minor} ${currency} available to ${agentId}`);
  if (expected !== undefined && expected !== amount) throw new Conflict("payouts:errors.amountChanged");
  const id = newId();
  const reference = referenceOf(currency, account!.currency);
  await tx.insert(payouts).values({
    id,
    agentId,
    amount,
    recovered,
    currency,
    rail: account!.rail,
    stripeAccountId: account!.stripeAccountId!,
    referenceRate: reference?.rate,
    referenceDate: reference?.date,
    shownRate: shown?.rate,
    shownLocalAmount: shown?.local,
    reservedAt: now,
  });
  const ids = items.map((item) => item.id);
  await tx.update(payoutReleases).set({ payoutId: id }).where(inArray(payoutReleases.id, ids));
  await tx.insert(payoutItems).values(ids.map((releaseId) => ({ payoutId: id, releaseId })));
  await recover(tx, open, recovered, now);
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

/** What an agent owes still in a currency, the oldest first. */
export function openRecoveries(db: Queryable, { agentId, currency }: { agentId: string; currency: string }) {
  return db
    .select()
    .from(recoveries)
    .where(and(eq(recoveries.agentId, agentId), eq(recoveries.currency, currency), isNull(recoveries.closedAt)))
    .orderBy(asc(recoveries.openedAt), asc(recoveries.id));
}

/** Spreads a payout's share over what the agent owes. */
async function recover(tx: Tx, open: Awaited<ReturnType<typeof openRecoveries>>, share: bigint, now: Date): Promise<void> {
  for (const { id, recovered, closed } of spreadRecovery(open, share))
    await tx
      .update(recoveries)
      .set({ recovered, closedAt: closed ? now : null })
      .where(eq(recoveries.id, id));
}
