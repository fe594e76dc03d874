import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { payoutAccounts, payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";

/**
 * Fixes, before the first call to Stripe, which bank account a rail B payout goes to and how much the financial account lacks for it: money that
 * came back from a bank stays there and is used first. What other payouts that are under way will take or still bring counts. Twice is once.
 * @throws NotFound, Forbidden for people
 */
export async function planFunding(tx: Tx, { payoutId }: { payoutId: string }, { actor }: Context) {
  permit(actor, "ledger.post");
  const payout = await lockPayout(tx, payoutId);
  if (payout.state !== "reserved" || payout.fundingAmount !== null) return payout;
  const [account] = await tx.select().from(payoutAccounts).where(eq(payoutAccounts.agentId, payout.agentId));
  if (!account?.stripePayoutMethodId) throw new NotFound();
  // Two that plan at once would both count on the same money.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`financial-account:${payout.currency}`}))`);
  const [underWay] = await tx
    .select({
      taken: sql`coalesce(sum(${payouts.amount}), 0)`.mapWith(BigInt),
      coming: sql`coalesce(sum(${payouts.fundingAmount}) filter (where ${payouts.fundedAt} is null), 0)`.mapWith(BigInt),
    })
    .from(payouts)
    .where(
      and(
        eq(payouts.rail, "b"),
        eq(payouts.currency, payout.currency),
        inArray(payouts.state, ["reserved", "held"]),
        isNotNull(payouts.fundingAmount),
      ),
    );
  const there = await balanceOf(tx, accounts.stripeBalance(payout.currency, "b"));
  const free = there.minor + underWay!.coming - underWay!.taken;
  const lacking = payout.amount - (free > 0n ? free : 0n);
  const [planned] = await tx
    .update(payouts)
    .set({
      stripePayoutMethodId: account.stripePayoutMethodId,
      localCurrency: account.currency,
      fundingAmount: lacking > 0n ? lacking : 0n,
    })
    .where(eq(payouts.id, payoutId))
    .returning();
  return planned!;
}
