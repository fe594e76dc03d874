import { and, eq, gte, inArray, isNotNull, like, lt, or, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { ledgerPostings, ledgerTransactions } from "#db/schema/ledger.ts";
import { reconciliationItems, reconciliationRuns } from "#db/schema/reconciliation.ts";
import { isBreak, type Movement, matchBalance } from "./match-balance.ts";

const ROWS_AT_ONCE = 1000;

/**
 * Compares Stripe's balance transactions of a span with our postings on the Stripe balances, and keeps every item.
 * @param from inclusive; @param to exclusive (UTC instants); @throws Forbidden without "reconciliation.run"
 */
export async function reconcileStripeFlow(
  db: Db,
  stripe: StripeEdge,
  { from, to }: { from: Date; to: Date },
  { actor, now }: Context,
): Promise<string> {
  permit(actor, "reconciliation.run");
  const id = newId();
  await db.insert(reconciliationRuns).values({ id, fromAt: from, toAt: to, startedAt: now });
  const theirs = await theirMovements(stripe, from, to);
  const ours = await ourMovements(
    db,
    from,
    to,
    theirs.map((one) => one.sourceId),
  );
  const items = matchBalance(theirs, ours, now);
  const rows = items.map(({ at, category, ...item }) => ({
    ...item,
    id: newId(),
    runId: id,
    reportingCategory: category,
    occurredAt: at,
  }));
  await db.transaction(async (tx) => {
    for (let i = 0; i < rows.length; i += ROWS_AT_ONCE)
      await tx.insert(reconciliationItems).values(rows.slice(i, i + ROWS_AT_ONCE));
    await tx
      .update(reconciliationRuns)
      .set({
        finishedAt: now,
        matched: items.filter((item) => item.class === "matched").length,
        breaks: items.filter((item) => isBreak(item.class)).length,
      })
      .where(eq(reconciliationRuns.id, id));
  });
  return id;
}

/** Holds for the minimum balance come and go without a source and sum to zero: they move nothing. */
const holds = new Set(["payout_minimum_balance_hold", "payout_minimum_balance_release"]);

async function theirMovements(stripe: StripeEdge, from: Date, to: Date): Promise<Movement[]> {
  const found: Movement[] = [];
  const created = { gte: Math.floor(from.getTime() / 1000), lt: Math.floor(to.getTime() / 1000) };
  for await (const one of stripe.balanceTransactions.list({ created, limit: 100 })) {
    if (holds.has(one.type)) continue;
    found.push({
      sourceId: typeof one.source === "string" ? one.source : (one.source?.id ?? one.id),
      currency: one.currency.toUpperCase(),
      amount: BigInt(one.net),
      at: new Date(one.created * 1000),
      balanceTransactionId: one.id,
      category: one.reporting_category,
    });
  }
  return found;
}

/** Our side: net of all postings on the Stripe balance accounts by the object they were posted for, in the span or about theirs. */
async function ourMovements(db: Db, from: Date, to: Date, theirSources: string[]): Promise<Movement[]> {
  const net = sql<string>`sum(case when ${ledgerPostings.debitAccount} like 'stripe:%:balance:%' then ${ledgerPostings.amount} else 0 end - case when ${ledgerPostings.creditAccount} like 'stripe:%:balance:%' then ${ledgerPostings.amount} else 0 end)`;
  const rows = await db
    .select({
      id: ledgerTransactions.id,
      sourceId: ledgerTransactions.stripeId,
      kind: ledgerTransactions.kind,
      at: ledgerTransactions.occurredAt,
      currency: ledgerPostings.currency,
      net,
    })
    .from(ledgerTransactions)
    .innerJoin(ledgerPostings, eq(ledgerPostings.transactionId, ledgerTransactions.id))
    .where(
      and(
        isNotNull(ledgerTransactions.stripeId),
        or(like(ledgerPostings.debitAccount, "stripe:%:balance:%"), like(ledgerPostings.creditAccount, "stripe:%:balance:%")),
        or(
          and(gte(ledgerTransactions.occurredAt, from), lt(ledgerTransactions.occurredAt, to)),
          theirSources.length > 0 ? inArray(ledgerTransactions.stripeId, theirSources) : undefined,
        ),
      ),
    )
    .groupBy(ledgerTransactions.id, ledgerPostings.currency);
  return rows.map((row) => ({
    sourceId: row.sourceId!,
    currency: row.currency,
    amount: BigInt(row.net),
    at: row.at,
    category: row.kind,
  }));
}
