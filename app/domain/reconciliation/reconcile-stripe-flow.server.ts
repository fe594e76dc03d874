import { and, eq, gte, inArray, like, lt, or, sql } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { ledgerPostings, ledgerTransactions } from "#db/schema/ledger.ts";
import { reconciliationItems, reconciliationRuns } from "#db/schema/reconciliation.ts";
import { isBreak, isIn, keyOf, type Movement, matchBalance, type Span } from "./match-balance.ts";
import { railBMovements, railBMovementsOf } from "./rail-b-movements.server.ts";

const ROWS_AT_ONCE = 1000;

/**
 * Compares Stripe's balance transactions of a run's span with our postings on the Stripe balances, and keeps every item. Killed anywhere and
 * run again it begins anew; a finished run stays as it is.
 * @throws NotFound, Forbidden without "reconciliation.run"
 */
export async function reconcileStripeFlow(
  db: Db,
  stripe: StripeEdge,
  { runId }: { runId: string },
  { actor, now }: Context,
): Promise<void> {
  permit(actor, "reconciliation.run");
  const [run] = await db.select().from(reconciliationRuns).where(eq(reconciliationRuns.id, runId));
  if (!run) throw new NotFound();
  if (run.finishedAt) return;
  const span = { from: run.fromAt, to: run.toAt };
  const theirs = await theirMovements(stripe, span, async (read) => {
    await db.update(reconciliationRuns).set({ read }).where(eq(reconciliationRuns.id, runId));
  });
  const ours = await ourMovements(
    db,
    and(gte(ledgerTransactions.occurredAt, span.from), lt(ledgerTransactions.occurredAt, span.to)),
  );
  await addFromOutside(db, stripe, span, theirs, ours);
  const items = matchBalance(theirs, ours, span, now);
  const rows = items.map(({ at, category, ...item }) => ({
    ...item,
    id: newId(),
    runId,
    reportingCategory: category,
    occurredAt: at,
  }));
  await db.transaction(async (tx) => {
    const [locked] = await tx.select().from(reconciliationRuns).where(eq(reconciliationRuns.id, runId)).for("update");
    if (locked!.finishedAt) return;
    for (let i = 0; i < rows.length; i += ROWS_AT_ONCE)
      await tx.insert(reconciliationItems).values(rows.slice(i, i + ROWS_AT_ONCE));
    const counted = (of: (item: (typeof items)[number]) => boolean) => items.filter(of).length;
    await tx
      .update(reconciliationRuns)
      .set({
        finishedAt: now,
        read: theirs.length,
        matched: counted((item) => item.class === "matched"),
        timing: counted((item) => item.class === "timing"),
        breaks: counted((item) => isBreak(item.class)),
      })
      .where(eq(reconciliationRuns.id, runId));
  });
}

/** Holds for the minimum balance come and go without a source and sum to zero: they move nothing. */
const holds = new Set(["payout_minimum_balance_hold", "payout_minimum_balance_release"]);

function asMovement(one: Stripe.BalanceTransaction): Movement {
  return {
    sourceId: typeof one.source === "string" ? one.source : (one.source?.id ?? one.id),
    currency: one.currency.toUpperCase(),
    amount: BigInt(one.net),
    at: new Date(one.created * 1000),
    balanceTransactionId: one.id,
    category: one.reporting_category,
  };
}

async function theirMovements(stripe: StripeEdge, span: Span, tell: (read: number) => Promise<void>): Promise<Movement[]> {
  const found: Movement[] = [];
  let read = 0;
  // Stripe counts in whole seconds: the one that the span begins or ends in is read whole, and cut here.
  const created = { gte: Math.floor(span.from.getTime() / 1000), lte: Math.floor(span.to.getTime() / 1000) };
  for await (const one of stripe.balanceTransactions.list({ created, limit: 100 })) {
    if (++read % 500 === 0) await tell(read);
    const movement = asMovement(one);
    if (!holds.has(one.type) && isIn(span, movement.at)) found.push(movement);
  }
  found.push(...(await railBMovements(stripe, span.from, span.to)));
  return found;
}

const onStripeBalance = (column: typeof ledgerPostings.debitAccount | typeof ledgerPostings.creditAccount) =>
  like(column, "stripe:%:balance:%");

/** Our side: net of all postings of a transaction on the Stripe balance accounts, by the object they were posted for. */
async function ourMovements(db: Db, where: ReturnType<typeof and>): Promise<Movement[]> {
  const net = sql<string>`sum(case when ${onStripeBalance(ledgerPostings.debitAccount)} then ${ledgerPostings.amount} else 0 end - case when ${onStripeBalance(ledgerPostings.creditAccount)} then ${ledgerPostings.amount} else 0 end)`;
  const rows = await db
    .select({
      key: ledgerTransactions.key,
      stripeId: ledgerTransactions.stripeId,
      kind: ledgerTransactions.kind,
      at: ledgerTransactions.occurredAt,
      currency: ledgerPostings.currency,
      net,
    })
    .from(ledgerTransactions)
    .innerJoin(ledgerPostings, eq(ledgerPostings.transactionId, ledgerTransactions.id))
    .where(and(or(onStripeBalance(ledgerPostings.debitAccount), onStripeBalance(ledgerPostings.creditAccount)), where))
    .groupBy(ledgerTransactions.id, ledgerPostings.currency);
  return rows.map((row) => ({
    sourceId: row.stripeId ?? row.key,
    currency: row.currency,
    amount: BigInt(row.net),
    at: row.at,
    category: row.kind,
  }));
}

/**
 * A source whose two sides do not agree inside the span may have its other half outside of it (a webhook near midnight, a payout that failed
 * days later): all that either side has about it is added, in place.
 */
async function addFromOutside(db: Db, stripe: StripeEdge, span: Span, theirs: Movement[], ours: Movement[]): Promise<void> {
  const [theirSums, ourSums] = [amountsBySource(theirs), amountsBySource(ours)];
  const open = [
    ...new Set(
      [...theirs, ...ours].filter((one) => theirSums.get(keyOf(one)) !== ourSums.get(keyOf(one))).map((one) => one.sourceId),
    ),
  ];
  for (let i = 0; i < open.length; i += ROWS_AT_ONCE) {
    const found = await ourMovements(db, inArray(ledgerTransactions.stripeId, open.slice(i, i + ROWS_AT_ONCE)));
    ours.push(...found.filter((one) => !isIn(span, one.at)));
  }
  for (const source of open.filter((one) => /^(rc|obp)_/.test(one)))
    theirs.push(...(await railBMovementsOf(stripe, source)).filter((one) => !isIn(span, one.at)));
  for (const source of open.filter((one) => /^(?!rc_|obp_)[a-z]+_/.test(one))) {
    for await (const one of stripe.balanceTransactions.list({ source, limit: 100 })) {
      const movement = asMovement(one);
      if (!isIn(span, movement.at)) theirs.push(movement);
    }
  }
}

/** All amounts of each source in one word, so that two sides can be compared. */
function amountsBySource(movements: Movement[]): Map<string, string> {
  const found = new Map<string, string[]>();
  for (const one of movements) found.set(keyOf(one), [...(found.get(keyOf(one)) ?? []), String(one.amount)]);
  return new Map([...found].map(([key, amounts]) => [key, amounts.sort().join(" ")]));
}
