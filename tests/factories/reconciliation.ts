import { eq } from "drizzle-orm";
import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { reconcileStripeFlow } from "#app/domain/reconciliation/reconcile-stripe-flow.server.ts";
import { reconciliationRun } from "#app/domain/reconciliation/reconciliation.server.ts";
import { startDailyReconciliation, startReconciliation } from "#app/domain/reconciliation/start-reconciliation.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { reconciliationCases, reconciliationRuns } from "#db/schema/reconciliation.ts";

/** Our posting about a movement on the Stripe balance, into it or out of it, as any of the flows would make it. */
export async function givenPosted(
  db: Db,
  { stripeId, minor, at, currency = "USD" }: { stripeId?: string; minor: bigint; at: Date; currency?: string },
): Promise<string> {
  const [stripe, other] = [accounts.stripeBalance(currency), accounts.bank(currency)];
  const [debit, credit] = minor > 0n ? [stripe, other] : [other, stripe];
  const amount = money(minor > 0n ? minor : -minor, currency);
  const key = `planted:${newId()}`;
  await db.transaction((tx) =>
    postTransaction(tx, { key, kind: "planted", occurredAt: at, stripeId, postings: [{ debit, credit, amount }] }, { now: at }),
  );
  return key;
}

/** Compares a span and reads back what was found, matched items too. */
export async function reconciled(
  db: Db,
  stripe: StripeEdge,
  span: { from: Date; to: Date },
  { now, actor = system }: { now: Date; actor?: Actor },
) {
  const context = { actor, now };
  const { id } = await db.transaction((tx) => startReconciliation(tx, span, context));
  await reconcileStripeFlow(db, stripe, { runId: id }, context);
  const [unmatched, matched] = [
    await reconciliationRun(db, id, { page: 1 }, system),
    await reconciliationRun(db, id, { only: "matched", page: 1 }, system),
  ];
  return { run: unmatched.run, unmatched: unmatched.items, matched: matched.items, counts: unmatched.counts };
}

/** The nightly comparison at an instant; killed before Stripe was asked when there is no Stripe. */
export async function comparedDaily(db: Db, stripe: StripeEdge | null, now: Date) {
  const context = { actor: system, now };
  const started = await db.transaction((tx) => startDailyReconciliation(tx, context));
  if (stripe) await reconcileStripeFlow(db, stripe, { runId: started!.id }, context);
  const { run, counts } = await reconciliationRun(db, started!.id, { page: 1 }, system);
  return { run, counts };
}

/** An open case as a run would leave it. @returns its id */
export async function givenCase(
  db: Db,
  { runId, sourceId, theirs, ours }: { runId: string; sourceId: string; theirs: bigint | null; ours: bigint | null },
): Promise<string> {
  const [run] = await db.select().from(reconciliationRuns).where(eq(reconciliationRuns.id, runId));
  const id = newId();
  const found = theirs === null ? "missing-theirs" : ours === null ? "missing-ours" : "amount";
  await db.insert(reconciliationCases).values({
    ...{ id, key: `a:${found}:${sourceId}:USD`, class: found, rail: "a", sourceId, currency: "USD", theirs, ours },
    ...{ occurredAt: run!.fromAt, openedAt: run!.startedAt, firstRunId: runId, lastRunId: runId },
  });
  return id;
}
