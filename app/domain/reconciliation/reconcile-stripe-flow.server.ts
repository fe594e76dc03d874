import { and, desc, eq, gte, inArray, isNotNull, lt, or, type SQL, sql } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Db, Queryable } from "#db/client.server.ts";
import { ledgerPostings, ledgerTransactions } from "#db/schema/ledger.ts";
import { reconciliationRuns } from "#db/schema/reconciliation.ts";
import { isIn, keyOf, type Movement, matchBalance, type Span } from "./match-balance.ts";
import { railBMovements, railBMovementsOf } from "./rail-b-movements.server.ts";
import { settleReconciliation } from "./settle-reconciliation.server.ts";

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
  const open = await leftOpen(db, run);
  const { readAt, ours } = await ourSide(db, run, span);
  const late = new Set(ours.filter((one) => !isIn(span, one.at)).map(keyOf));
  await addFromOutside(db, stripe, { span, theirs, ours, open });
  const items = matchBalance(theirs, ours, span, now, new Set([...open.keys(), ...late]));
  await db.transaction((tx) => settleReconciliation(tx, { runId, items, read: theirs.length, readAt }, { actor, now }));
}

/** Holds for the minimum balance come and go without a source and sum to zero: they move nothing. */
const holds = new Set(["payout_minimum_balance_hold", "payout_minimum_balance_release"]);

function asMovement(one: Stripe.BalanceTransaction): Movement {
  return {
    sourceId: typeof one.source === "string" ? one.source : (one.source?.id ?? one.id),
    currency: one.currency.toUpperCase(),
    amount: BigInt(one.net),
    at: new Date(one.created * 1000),
    rail: "a",
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

type OurMovement = Movement & { transactionId: string };

const onStripeBalance = (column: typeof ledgerPostings.debitAccount | typeof ledgerPostings.creditAccount) =>
  sql`${column} like 'stripe:%:balance:%'`;

/** Our side: net of all postings of a transaction on a rail's Stripe balance, by the object they were posted for. */
async function ourMovements(db: Queryable, where: SQL | undefined): Promise<OurMovement[]> {
  const rail = sql<
    "a" | "b"
  >`split_part(case when ${onStripeBalance(ledgerPostings.debitAccount)} then ${ledgerPostings.debitAccount} else ${ledgerPostings.creditAccount} end, ':', 2)`;
  const net = sql<string>`sum(case when ${onStripeBalance(ledgerPostings.debitAccount)} then ${ledgerPostings.amount} else 0 end - case when ${onStripeBalance(ledgerPostings.creditAccount)} then ${ledgerPostings.amount} else 0 end)`;
  const rows = await db
    .select({
      id: ledgerTransactions.id,
      key: ledgerTransactions.key,
      stripeId: ledgerTransactions.stripeId,
      kind: ledgerTransactions.kind,
      at: ledgerTransactions.occurredAt,
      currency: ledgerPostings.currency,
      rail,
      net,
    })
    .from(ledgerTransactions)
    .innerJoin(ledgerPostings, eq(ledgerPostings.transactionId, ledgerTransactions.id))
    .where(and(or(onStripeBalance(ledgerPostings.debitAccount), onStripeBalance(ledgerPostings.creditAccount)), where))
    .groupBy(ledgerTransactions.id, ledgerPostings.currency, rail);
  return rows.map((row) => ({
    transactionId: row.id,
    sourceId: row.stripeId ?? row.key,
    currency: row.currency,
    amount: BigInt(row.net),
    at: row.at,
    rail: row.rail,
    category: row.kind,
  }));
}

/**
 * What we posted in the span, and in a daily run what was posted since the last one's look with a moment before this span: a webhook that came late
 * says when it happened, and would otherwise belong to a span that was already compared.
 * @returns the real time up to which the ledger was read
 */
async function ourSide(db: Db, run: typeof reconciliationRuns.$inferSelect, span: Span) {
  return db.transaction(
    async (tx) => {
      const [clock] = await tx.execute<{ at: string }>(sql`select clock_timestamp()::text as at`);
      const [last] = run.daily
        ? await tx
            .select({ readAt: reconciliationRuns.ledgerReadAt })
            .from(reconciliationRuns)
            .where(and(eq(reconciliationRuns.daily, true), isNotNull(reconciliationRuns.ledgerReadAt)))
            .orderBy(desc(reconciliationRuns.toAt))
            .limit(1)
        : [];
      const inSpan = and(gte(ledgerTransactions.occurredAt, span.from), lt(ledgerTransactions.occurredAt, span.to));
      const late = last?.readAt
        ? and(lt(ledgerTransactions.occurredAt, span.from), gte(ledgerTransactions.recordedAt, last.readAt))
        : undefined;
      return { readAt: new Date(clock!.at), ours: await ourMovements(tx, late ? or(inSpan, late) : inSpan) };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

/** What a daily run looks after: timing that has not cleared and cases that are open, by key, with the source. */
async function leftOpen(db: Db, run: typeof reconciliationRuns.$inferSelect): Promise<Map<string, string>> {
  if (!run.daily) return new Map();
  const rows = await db.execute<{ rail: "a" | "b"; sourceId: string; currency: string }>(sql`
    select rail, source_id as "sourceId", currency from (
      select distinct on (i.rail, i.source_id, i.currency) i.rail, i.source_id, i.currency, i.class
      from reconciliation_items i join reconciliation_runs r on r.id = i.run_id and r.daily and r.finished_at is not null
      where i.source_id in (select t.source_id from reconciliation_items t join reconciliation_runs tr on tr.id = t.run_id and tr.daily where t.class = 'timing')
      order by i.rail, i.source_id, i.currency, r.to_at desc, (i.class = 'timing') desc) latest
    where class = 'timing'
    union select rail, source_id, currency from reconciliation_cases where state = 'open'`);
  return new Map(rows.map((row) => [keyOf(row), row.sourceId]));
}

/**
 * A source whose two sides do not agree inside the span may have its other half outside of it (a webhook near midnight, a payout that failed
 * days later): all that either side has about it is added, in place; and all about what is looked after.
 */
async function addFromOutside(
  db: Db,
  stripe: StripeEdge,
  { span, theirs, ours, open }: { span: Span; theirs: Movement[]; ours: OurMovement[]; open: Map<string, string> },
): Promise<void> {
  const [theirSums, ourSums] = [amountsBySource(theirs), amountsBySource(ours)];
  const differing = [...theirs, ...ours].filter((one) => theirSums.get(keyOf(one)) !== ourSums.get(keyOf(one)));
  const sources = [...new Set([...differing.map((one) => one.sourceId), ...open.values()])];
  const known = new Set(ours.map((one) => one.transactionId));
  for (let i = 0; i < sources.length; i += ROWS_AT_ONCE) {
    const some = sources.slice(i, i + ROWS_AT_ONCE);
    const found = await ourMovements(db, or(inArray(ledgerTransactions.stripeId, some), inArray(ledgerTransactions.key, some)));
    ours.push(...found.filter((one) => !known.has(one.transactionId)));
  }
  for (const source of sources.filter((one) => /^[a-z]+_/.test(one))) {
    for await (const one of stripe.balanceTransactions.list({ source, limit: 100 })) {
      const movement = asMovement(one);
      if (!isIn(span, movement.at)) theirs.push(movement);
    }
    theirs.push(...(await railBMovementsOf(stripe, source)).filter((one) => !isIn(span, one.at)));
  }
}

/** All amounts of each source in one word, so that two sides can be compared. */
function amountsBySource(movements: Movement[]): Map<string, string> {
  const found = new Map<string, string[]>();
  for (const one of movements) found.set(keyOf(one), [...(found.get(keyOf(one)) ?? []), String(one.amount)]);
  return new Map([...found].map(([key, amounts]) => [key, amounts.sort().join(" ")]));
}
