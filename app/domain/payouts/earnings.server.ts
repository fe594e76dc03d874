import { and, asc, desc, eq, gt, isNull, ne, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { payoutCurrencyOf, railOf } from "#app/domain/agents/rails.ts";
import { balancesOfOwner } from "#app/domain/ledger/balances.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { bonuses } from "#db/schema/billing.ts";
import { contracts } from "#db/schema/contracts.ts";
import {
  payHolds,
  payoutAccounts,
  payoutItems,
  payoutPreferences,
  payoutReleases,
  payouts,
  recoveries,
} from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { balancesByCurrency } from "./earnings.ts";
import { defaultPreferences } from "./preferences.ts";
import { owedIn, recoveryShare } from "./recovery.ts";

const PAGE = 12;

/**
 * The agent's country, account with Stripe and wishes in one query: before onboarding there is only the country.
 * @throws NotFound, Forbidden
 */
export async function payoutSettingsOf(db: Queryable, agentId: string, actor: Actor) {
  permit(actor, "earnings.view", { agentId });
  const [row] = await db
    .select({ country: agents.country, account: payoutAccounts, preferences: payoutPreferences })
    .from(agents)
    .leftJoin(payoutAccounts, eq(payoutAccounts.agentId, agents.id))
    .leftJoin(payoutPreferences, eq(payoutPreferences.agentId, agents.id))
    .where(eq(agents.id, agentId));
  if (!row) throw new NotFound();
  const { country, account, preferences } = row;
  return {
    country,
    rail: railOf(country),
    localCurrency: account?.currency ?? payoutCurrencyOf(country),
    account,
    preferences: preferences ?? defaultPreferences,
    mayManage: may(actor, "payouts.manage", { agentId }),
  };
}

/** Weeks with what became of their pay in one row each, however many releases and holds there are. */
function weeks(db: Queryable, agentId: string) {
  const letGo = db
    .select({
      timesheetId: payoutReleases.timesheetId,
      releasedAt: sql`min(${payoutReleases.releasedAt})`.mapWith(payoutReleases.releasedAt).as("released_at"),
      waiting: sql`coalesce(sum(${payoutReleases.amount}) filter (where ${payoutReleases.payoutId} is null), 0)`
        .mapWith(BigInt)
        .as("waiting"),
      payoutId: sql<
        string | null
      >`(array_agg(${payoutReleases.payoutId} order by ${payoutReleases.payoutId} desc) filter (where ${payoutReleases.payoutId} is not null))[1]`.as(
        "last_payout",
      ),
    })
    .from(payoutReleases)
    .where(eq(payoutReleases.agentId, agentId))
    .groupBy(payoutReleases.timesheetId)
    .as("let_go");
  const kept = db
    .select({
      timesheetId: payHolds.timesheetId,
      held: sql`coalesce(sum(${payHolds.fromPending} + ${payHolds.fromAvailable}) filter (where ${payHolds.state} = 'open'), 0)`
        .mapWith(BigInt)
        .as("held"),
      taken: sql`coalesce(sum(${payHolds.taken}), 0)`.mapWith(BigInt).as("taken"),
    })
    .from(payHolds)
    .where(eq(payHolds.agentId, agentId))
    .groupBy(payHolds.timesheetId)
    .as("kept");
  return db
    .select({
      timesheet: timesheets,
      title: contracts.title,
      businessName: businesses.name,
      releasedAt: letGo.releasedAt,
      waiting: sql`coalesce(${letGo.waiting}, 0)`.mapWith(BigInt),
      held: sql`coalesce(${kept.held}, 0)`.mapWith(BigInt),
      taken: sql`coalesce(${kept.taken}, 0)`.mapWith(BigInt),
      payout: payouts,
    })
    .from(timesheets)
    .innerJoin(contracts, eq(contracts.id, timesheets.contractId))
    .innerJoin(businesses, eq(businesses.id, timesheets.businessId))
    .leftJoin(letGo, eq(letGo.timesheetId, timesheets.id))
    .leftJoin(kept, eq(kept.timesheetId, timesheets.id))
    .leftJoin(payouts, eq(payouts.id, letGo.payoutId))
    .where(
      and(
        eq(timesheets.agentId, agentId),
        gt(timesheets.pay, sql`coalesce(${kept.taken}, 0)`),
        or(isNull(payouts.id), ne(payouts.state, "paid"), gt(letGo.waiting, 0n), gt(kept.held, 0n)),
      ),
    )
    .orderBy(desc(timesheets.week), asc(businesses.name));
}

const bonusContract = alias(contracts, "bonus_contract");
const bonusBusiness = alias(businesses, "bonus_business");

/** Changes of an agent's available balance with the work, or the bonus, that each is about. */
function itemsOf(db: Queryable) {
  return db
    .select({
      release: payoutReleases,
      timesheet: timesheets,
      title: sql<string | null>`coalesce(${contracts.title}, ${bonusContract.title})`,
      businessName: sql<string | null>`coalesce(${businesses.name}, ${bonusBusiness.name})`,
    })
    .from(payoutReleases)
    .leftJoin(timesheets, eq(timesheets.id, payoutReleases.timesheetId))
    .leftJoin(contracts, eq(contracts.id, timesheets.contractId))
    .leftJoin(businesses, eq(businesses.id, timesheets.businessId))
    .leftJoin(bonuses, sql`${payoutReleases.kind} = 'bonus' and ${payoutReleases.key} = 'bonus:' || ${bonuses.id}`)
    .leftJoin(bonusContract, eq(bonusContract.id, bonuses.contractId))
    .leftJoin(bonusBusiness, eq(bonusBusiness.id, bonuses.businessId))
    .orderBy(asc(payoutReleases.week), asc(payoutReleases.releasedAt), asc(payoutReleases.id))
    .$dynamic();
}

/** What an agent owes back, open ones first; those that ended stay readable. */
function recoveriesOf(db: Queryable, agentId: string) {
  return db
    .select()
    .from(recoveries)
    .where(eq(recoveries.agentId, agentId))
    .orderBy(sql`${recoveries.closedAt} is not null`, asc(recoveries.openedAt));
}

/** Balances by currency, the weeks that are not in the bank yet, the account, what is owed back, and the payouts so far. Five queries. @throws NotFound, Forbidden */
export async function earningsOf(db: Queryable, agentId: string, { page }: { page: number }, actor: Actor) {
  permit(actor, "earnings.view", { agentId });
  const [settings, balances, open, owed, sent] = await Promise.all([
    payoutSettingsOf(db, agentId, actor),
    balancesOfOwner(db, agentId),
    weeks(db, agentId),
    recoveriesOf(db, agentId),
    db
      .select({ payout: payouts, n: sql<number>`(count(*) over ())::int` })
      .from(payouts)
      .where(eq(payouts.agentId, agentId))
      .orderBy(desc(payouts.reservedAt), desc(payouts.id))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
  ]);
  return {
    ...settings,
    balances: balancesByCurrency(balances),
    weeks: open,
    recoveries: owed,
    payouts: sent.map((row) => row.payout),
    pages: Math.max(page, Math.ceil((sent[0]?.n ?? 0) / PAGE)),
  };
}

/** What a payout in a currency would be made of now, and what of it is kept for what the agent owes. Three queries. @throws NotFound, Forbidden */
export async function nextPayout(db: Queryable, { agentId, currency }: { agentId: string; currency: string }, actor: Actor) {
  permit(actor, "earnings.view", { agentId });
  const [settings, items, owed] = await Promise.all([
    payoutSettingsOf(db, agentId, actor),
    itemsOf(db).where(
      and(eq(payoutReleases.agentId, agentId), eq(payoutReleases.currency, currency), isNull(payoutReleases.payoutId)),
    ),
    recoveriesOf(db, agentId),
  ]);
  const whole = items.reduce((sum, item) => sum + item.release.amount, 0n);
  const open = owed.filter((one) => one.closedAt === null && one.currency === currency);
  const recovered = recoveryShare(whole, owedIn(open));
  return { ...settings, items, whole, recovered, amount: whole - recovered, owed: owedIn(open) };
}

/**
 * A payout, the account it goes to and what it is made of, or was before it came back: then each part names the payout that has it now.
 * Three queries. @throws NotFound for strangers
 */
export async function payoutPage(db: Queryable, payoutId: string, actor: Actor) {
  const [payout] = await db.select().from(payouts).where(eq(payouts.id, payoutId));
  if (!payout) throw new NotFound();
  permit(actor, "earnings.view", { agentId: payout.agentId });
  const [settings, items] = await Promise.all([
    payoutSettingsOf(db, payout.agentId, actor),
    itemsOf(db).innerJoin(payoutItems, eq(payoutItems.releaseId, payoutReleases.id)).where(eq(payoutItems.payoutId, payoutId)),
  ]);
  return { payout, ...settings, items };
}

/** What payouts are made of, for finance. @param payoutId also a failed one */
export function itemsOfPayout(db: Queryable, payoutId: string) {
  return itemsOf(db)
    .innerJoin(payoutItems, eq(payoutItems.releaseId, payoutReleases.id))
    .where(eq(payoutItems.payoutId, payoutId));
}
