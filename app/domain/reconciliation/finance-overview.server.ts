import { desc, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { balancesByKind } from "#app/domain/ledger/balances.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Money } from "#app/kernel/money.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { ledgerProofs } from "#db/schema/ledger.ts";
import { reconciliationRuns } from "#db/schema/reconciliation.ts";
import { stripeBalances } from "./prove-ledger-flow.server.ts";
import { subLedgers } from "./sub-ledgers.server.ts";

/** A payout this long after its day of arrival without a word from Stripe needs a look. */
const LATE_PAYOUT_DAYS = 2;
/** Failures stay in sight this long. */
const RECENT_DAYS = 14;

/**
 * The state of the platform's money on one page: balances of every kind of account, Stripe's word beside ours, the last proof and
 * reconciliation, and what needs a person. Five queries. @throws Forbidden without "ledger.view"
 */
export async function financeOverview(db: Queryable, actor: Actor, now: Date) {
  permit(actor, "ledger.view");
  const [balances, [proof], [run], books, attention] = await Promise.all([
    balancesByKind(db),
    db.select().from(ledgerProofs).orderBy(desc(ledgerProofs.day)).limit(1),
    db.select().from(reconciliationRuns).orderBy(desc(reconciliationRuns.startedAt), desc(reconciliationRuns.id)).limit(1),
    subLedgers(db, actor),
    whatNeedsAttention(db, now),
  ]);
  return { balances, proof: proof ?? null, run: run ?? null, books, attention };
}

/** Stripe's balances, or null when Stripe cannot be reached: the page stands without them. */
export async function stripeBalancesIfReachable(stripe: StripeEdge): Promise<Money[] | null> {
  try {
    return await stripeBalances(stripe);
  } catch {
    return null; // whatever the reason, what is ours is still shown, and the page says so
  }
}

async function whatNeedsAttention(db: Queryable, now: Date) {
  const [recent, late] = [addDays(now, -RECENT_DAYS).toISOString(), addDays(now, -LATE_PAYOUT_DAYS).toISOString()];
  const [row] = await db.execute<
    Record<"failedPayouts" | "latePayouts" | "failedBills" | "dueBills" | "waitingWeeks", number>
  >(sql`
    select
      (select count(*)::int from payouts where state = 'failed' and failed_at >= ${recent}) as "failedPayouts",
      (select count(*)::int from payouts where state in ('transferred', 'sent') and coalesce(arrives_at, reserved_at) < ${late}) as "latePayouts",
      (select count(*)::int from bills where state = 'failed') as "failedBills",
      (select count(*)::int from bills where state in ('due', 'charging')) as "dueBills",
      (select count(*)::int from timesheets t where t.pay > 0 and t.available_at <= ${now.toISOString()}
        and not exists (select 1 from payout_releases r where r.timesheet_id = t.id)) as "waitingWeeks"`);
  return row!;
}
