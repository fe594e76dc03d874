import { and, eq, gt, inArray, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { addDays } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { payoutAccounts, payoutPreferences, payoutReleases, payouts } from "#db/schema/payouts.ts";
import { payoutMinimum } from "./minimums.ts";
import { FUNDS } from "./payout.ts";
import { defaultPreferences } from "./preferences.ts";
import { paysOn, wednesdayOf } from "./schedule.ts";

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

/**
 * Whom a pay day pays: agents with a usable bank account and enough available, as their own schedule and minimum say. What a failed payout gave
 * back goes out again on any pay day: it was due before. By currency. One query.
 * @param now on the pay day or later in its week
 */
export async function payableAgents(db: Queryable, now: Date): Promise<{ agentId: string; currency: string }[]> {
  const wednesday = wednesdayOf(now);
  return (await agentsWithMoney(db, now)).filter(
    ({ schedule, minimum, cameBack, amount }) =>
      cameBack || (paysOn(schedule ?? defaultPreferences.schedule, wednesday) && amount >= (minimum ?? 0n)),
  );
}

/** After a failure that left the bank account usable, this long passes before the same is tried again. */
const TRY_AGAIN_AFTER_DAYS = 1;

/**
 * Agents to whom a payout came back and whose bank account may be used now: a new one that has rested, or the old one once it was updated. What came
 * back need not wait for Wednesday. One query.
 */
export async function agentsToPayAgain(db: Queryable, now: Date): Promise<{ agentId: string; currency: string }[]> {
  return (await agentsWithMoney(db, now)).filter(
    ({ cameBack, usableFrom }) => cameBack && (usableFrom > cameBack || cameBack <= addDays(now, -TRY_AGAIN_AFTER_DAYS)),
  );
}

async function agentsWithMoney(db: Queryable, now: Date) {
  const rows = await db
    .select({
      agentId: payoutReleases.agentId,
      currency: payoutReleases.currency,
      amount: sql`sum(${payoutReleases.amount})`.mapWith(BigInt),
      country: payoutAccounts.country,
      usableFrom: payoutAccounts.usableFrom,
      schedule: payoutPreferences.schedule,
      minimum: payoutPreferences.minimum,
      /** When the newest payout that something of it was in came back. */
      cameBack:
        sql`max((select max(p.failed_at) from payout_items i join payouts p on p.id = i.payout_id where i.release_id = ${payoutReleases.id}))`.mapWith(
          payouts.failedAt,
        ),
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
    .leftJoin(payoutPreferences, eq(payoutPreferences.agentId, payoutReleases.agentId))
    .where(isNull(payoutReleases.payoutId))
    .groupBy(payoutReleases.agentId, payoutReleases.currency, payoutAccounts.agentId, payoutPreferences.agentId)
    .orderBy(payoutReleases.agentId, payoutReleases.currency);
  return rows
    .map((row) => ({ ...row, usableFrom: row.usableFrom! }))
    .filter((row) => row.amount >= payoutMinimum(row.currency, row.country));
}

/** Whether an agent's account was usable once and cannot be paid at the moment. */
export async function isRestricted(db: Queryable, agentId: string): Promise<boolean> {
  const [account] = await db
    .select({ state: payoutAccounts.state })
    .from(payoutAccounts)
    .where(eq(payoutAccounts.agentId, agentId));
  return account?.state === "restricted";
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
