import { and, eq, gt, inArray, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { addDays } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { payoutAccounts, payoutReleases, payouts } from "#db/schema/payouts.ts";
import { FUNDS, payoutMinimum } from "./payout.ts";

/** A paid payout may still come back for some days (docs.stripe.com/payouts: within five business days). */
const LATE_FAILURE_DAYS = 10;

/** Connected accounts (rail A; rail B's events are the platform's) whose events matter now: not ready yet, or with money on its way or just arrived. */
export async function accountsToWatch(db: Queryable, now: Date): Promise<string[]> {
  const rows = await db
    .select({ id: payoutAccounts.stripeAccountId })
    .from(payoutAccounts)
    .leftJoin(
      payouts,
      and(
        eq(payouts.agentId, payoutAccounts.agentId),
        or(inArray(payouts.state, ["transferred", "sent"]), gt(payouts.paidAt, addDays(now, -LATE_FAILURE_DAYS))),
      ),
    )
    .where(
      and(
        isNotNull(payoutAccounts.stripeAccountId),
        eq(payoutAccounts.rail, "a"),
        or(sql`${payoutAccounts.state} <> 'active'`, isNotNull(payouts.id)),
      ),
    )
    .groupBy(payoutAccounts.stripeAccountId)
    .orderBy(payoutAccounts.stripeAccountId);
  return rows.map((row) => row.id!);
}

/** Agents with a usable bank account and at least the least amount available, by currency. */
export async function payableAgents(db: Queryable, now: Date): Promise<{ agentId: string; currency: string }[]> {
  const rows = await db
    .select({
      agentId: payoutReleases.agentId,
      currency: payoutReleases.currency,
      amount: sql<string>`sum(${payoutReleases.amount})`,
    })
    .from(payoutReleases)
    .innerJoin(
      payoutAccounts,
      and(
        eq(payoutAccounts.agentId, payoutReleases.agentId),
        eq(payoutAccounts.state, "active"),
        lte(payoutAccounts.usableFrom, now),
      ),
    )
    .where(isNull(payoutReleases.payoutId))
    .groupBy(payoutReleases.agentId, payoutReleases.currency)
    .orderBy(payoutReleases.agentId, payoutReleases.currency);
  return rows.filter((row) => BigInt(row.amount) >= payoutMinimum(row.currency));
}

/** Payouts that were begun before an instant and did not get to Stripe, wait for funds there, or did not get from there to the bank. */
export async function stuckPayouts(db: Queryable, before: Date): Promise<string[]> {
  const rows = await db
    .select({ id: payouts.id })
    .from(payouts)
    .where(
      and(
        or(inArray(payouts.state, ["reserved", "transferred"]), and(eq(payouts.state, "held"), eq(payouts.holdReason, FUNDS))),
        lte(payouts.reservedAt, before),
      ),
    )
    .orderBy(payouts.reservedAt);
  return rows.map((row) => row.id);
}
