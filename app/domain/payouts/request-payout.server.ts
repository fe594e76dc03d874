import { and, eq, inArray, isNull } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { payoutAccounts, payoutItems, payoutReleases, payouts } from "#db/schema/payouts.ts";
import { hindrance, payoutMinimum } from "./payout.ts";

/**
 * Reserves all that is available to an agent in a currency for one payout: available -> in transit, and the weeks it is made of. The money is
 * sent by `sendPayoutFlow`, after the commit. A second request while one is reserved returns that one.
 * @param expected minor units that the person was shown; another amount is refused, so that nobody confirms what they did not see
 * @throws NotFound, Forbidden, Conflict with the reason (payouts:hindrance.*) when nothing can be paid out now
 */
export async function requestPayout(
  tx: Tx,
  { agentId, currency, expected }: { agentId: string; currency: string; expected?: bigint },
  context: Context,
): Promise<{ id: string }> {
  const { actor, now } = context;
  permit(actor, "payouts.manage", { agentId });
  const [account] = await tx.select().from(payoutAccounts).where(eq(payoutAccounts.agentId, agentId)).for("update");
  const [reserved] = await tx
    .select({ id: payouts.id })
    .from(payouts)
    .where(and(eq(payouts.agentId, agentId), eq(payouts.currency, currency), eq(payouts.state, "reserved")));
  if (reserved) return reserved;
  const weeks = await tx
    .select()
    .from(payoutReleases)
    .where(and(eq(payoutReleases.agentId, agentId), eq(payoutReleases.currency, currency), isNull(payoutReleases.payoutId)))
    .for("update");
  const amount = weeks.reduce((sum, week) => sum + week.amount, 0n);
  const problem = hindrance(account ?? null, amount, currency, now);
  if (problem)
    throw new Conflict(`payouts:hindrance.${problem}`, {
      minimum: `${toMajor(money(payoutMinimum(currency), currency))} ${currency}`,
      date: account?.usableFrom?.toISOString().slice(0, 10) ?? "",
    });
  if (expected !== undefined && expected !== amount) throw new Conflict("payouts:errors.amountChanged");
  const available = await balanceOf(tx, accounts.available(agentId, currency));
  if (available.minor < amount) throw new Error(`weeks of ${amount} but ${available.minor} ${currency} available to ${agentId}`);
  const id = newId();
  await tx.insert(payouts).values({ id, agentId, amount, currency, stripeAccountId: account!.stripeAccountId!, reservedAt: now });
  await tx
    .update(payoutReleases)
    .set({ payoutId: id })
    .where(
      inArray(
        payoutReleases.id,
        weeks.map((week) => week.id),
      ),
    );
  await tx.insert(payoutItems).values(weeks.map((week) => ({ payoutId: id, releaseId: week.id })));
  await postTransaction(
    tx,
    {
      key: `payout:${id}:reserve`,
      kind: "payout.reserved",
      source: { kind: "payout", id },
      postings: [
        {
          debit: accounts.available(agentId, currency),
          credit: accounts.inTransit(agentId, currency),
          amount: money(amount, currency),
        },
      ],
    },
    { now },
  );
  await recordEvent(tx, "payout.requested", { payoutId: id }, context);
  return { id };
}
