import { and, asc, count, desc, eq, isNull, ne, or, sql } from "drizzle-orm";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { payoutCurrencyOf, railOf } from "#app/domain/agents/rails.ts";
import { balancesOfOwner } from "#app/domain/ledger/balances.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { contracts } from "#db/schema/contracts.ts";
import { payoutAccounts, payoutReleases, payouts } from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { balancesByCurrency } from "./earnings.ts";

const PAGE = 12;

/**
 * The agent's country and account with Stripe in one query: before onboarding there is only the country.
 * @throws NotFound, Forbidden
 */
export async function payoutSettingsOf(db: Queryable, agentId: string, actor: Actor) {
  permit(actor, "earnings.view", { agentId });
  const [row] = await db
    .select({ country: agents.country, account: payoutAccounts })
    .from(agents)
    .leftJoin(payoutAccounts, eq(payoutAccounts.agentId, agents.id))
    .where(eq(agents.id, agentId));
  if (!row) throw new NotFound();
  const { country, account } = row;
  return {
    country,
    rail: railOf(country),
    localCurrency: account?.currency ?? payoutCurrencyOf(country),
    account,
    mayManage: may(actor, "payouts.manage", { agentId }),
  };
}

const weekColumns = {
  timesheet: timesheets,
  title: contracts.title,
  businessName: businesses.name,
  release: payoutReleases,
  payout: payouts,
};

function weeks(db: Queryable) {
  return db
    .select(weekColumns)
    .from(timesheets)
    .innerJoin(contracts, eq(contracts.id, timesheets.contractId))
    .innerJoin(businesses, eq(businesses.id, timesheets.businessId))
    .leftJoin(payoutReleases, eq(payoutReleases.timesheetId, timesheets.id))
    .leftJoin(payouts, eq(payouts.id, payoutReleases.payoutId));
}

/** Balances by currency, the weeks that are not in the bank yet, the account, and the payouts so far. Five queries. @throws NotFound, Forbidden */
export async function earningsOf(db: Queryable, agentId: string, { page }: { page: number }, actor: Actor) {
  permit(actor, "earnings.view", { agentId });
  const [settings, balances, open, sent, [total]] = await Promise.all([
    payoutSettingsOf(db, agentId, actor),
    balancesOfOwner(db, agentId),
    weeks(db)
      .where(and(eq(timesheets.agentId, agentId), sql`${timesheets.pay} > 0`, or(isNull(payouts.id), ne(payouts.state, "paid"))))
      .orderBy(desc(timesheets.week), asc(businesses.name)),
    db
      .select()
      .from(payouts)
      .where(eq(payouts.agentId, agentId))
      .orderBy(desc(payouts.reservedAt), desc(payouts.id))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ n: count() }).from(payouts).where(eq(payouts.agentId, agentId)),
  ]);
  return {
    ...settings,
    balances: balancesByCurrency(balances),
    weeks: open,
    payouts: sent,
    pages: Math.max(1, Math.ceil(total!.n / PAGE)),
  };
}

/** What a payout in a currency would be made of now: the weeks that are available. Two queries. @throws NotFound, Forbidden */
export async function nextPayout(db: Queryable, { agentId, currency }: { agentId: string; currency: string }, actor: Actor) {
  permit(actor, "earnings.view", { agentId });
  const [settings, available] = await Promise.all([
    payoutSettingsOf(db, agentId, actor),
    weeks(db)
      .where(and(eq(payoutReleases.agentId, agentId), eq(payoutReleases.currency, currency), isNull(payoutReleases.payoutId)))
      .orderBy(asc(timesheets.week), asc(businesses.name)),
  ]);
  return { ...settings, weeks: available, amount: available.reduce((sum, week) => sum + week.release!.amount, 0n) };
}

/** A payout, the account it goes to and the weeks in it; a failed one has given its weeks back. Three queries. @throws NotFound for strangers */
export async function payoutPage(db: Queryable, payoutId: string, actor: Actor) {
  const [payout] = await db.select().from(payouts).where(eq(payouts.id, payoutId));
  if (!payout) throw new NotFound();
  permit(actor, "earnings.view", { agentId: payout.agentId });
  const [settings, within] = await Promise.all([
    payoutSettingsOf(db, payout.agentId, actor),
    weeks(db).where(eq(payoutReleases.payoutId, payoutId)).orderBy(asc(timesheets.week), asc(businesses.name)),
  ]);
  return { payout, ...settings, weeks: within };
}
