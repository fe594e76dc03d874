import { and, desc, eq, gt, isNull, min, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addDays, addMinutes } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { ledgerTransactions } from "#db/schema/ledger.ts";
import { reconciliationRuns } from "#db/schema/reconciliation.ts";
import type { Span } from "./match-balance.ts";
import { RUN_GIVES_UP_MINUTES } from "./reconciliation.ts";

/** Before anything was posted, whatever Stripe already moved in a year is still to be told. */
const DAYS_BEFORE_THE_LEDGER = 365;

/**
 * Begins a comparison with Stripe; the work itself follows the event, because a long span takes long. Asked again while one from the same
 * instant is under way, it is that one.
 * @throws Forbidden without "reconciliation.run", Invalid for a span that has not begun
 */
export async function startReconciliation(tx: Tx, { from, to }: Span, context: Context): Promise<{ id: string }> {
  const { actor, now } = context;
  permit(actor, "reconciliation.run");
  if (from >= to || to > now) throw new Invalid("from", "reconciliation:errors.notBegun");
  await lockStarts(tx);
  const [running] = await tx
    .select({ id: reconciliationRuns.id })
    .from(reconciliationRuns)
    .where(
      and(
        eq(reconciliationRuns.fromAt, from),
        eq(reconciliationRuns.daily, false),
        isNull(reconciliationRuns.finishedAt),
        gt(reconciliationRuns.startedAt, addMinutes(now, -RUN_GIVES_UP_MINUTES)),
      ),
    );
  return running ?? begin(tx, { from, to, daily: false }, context);
}

/**
 * The comparison of a day: it goes on where the one before ended, to the last whole minute, so that nothing is compared twice and nothing is left
 * out; the first begins with the ledger. One that has not finished is taken up again, and no other begins before it has.
 * @returns null when no minute has passed since the last one; @throws Forbidden without "reconciliation.run"
 */
export async function startDailyReconciliation(tx: Tx, context: Context): Promise<{ id: string } | null> {
  const { actor, now } = context;
  permit(actor, "reconciliation.run");
  await lockStarts(tx);
  const [last] = await tx
    .select()
    .from(reconciliationRuns)
    .where(eq(reconciliationRuns.daily, true))
    .orderBy(desc(reconciliationRuns.toAt))
    .limit(1);
  if (last && !last.finishedAt) {
    await tx.update(reconciliationRuns).set({ startedAt: now }).where(eq(reconciliationRuns.id, last.id));
    await recordEvent(tx, "reconciliation.requested", { runId: last.id }, context);
    return last;
  }
  // Stripe counts in whole seconds: what moves in the second that a span ends in belongs to the next.
  const to = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  const from = last?.toAt ?? (await beginOfLedger(tx)) ?? addDays(to, -DAYS_BEFORE_THE_LEDGER);
  return from < to ? begin(tx, { from, to, daily: true }, context) : null;
}

async function beginOfLedger(tx: Tx): Promise<Date | null> {
  const [first] = await tx.select({ at: min(ledgerTransactions.occurredAt) }).from(ledgerTransactions);
  return first!.at && new Date(`${first!.at.toISOString().slice(0, 10)}T00:00:00.000Z`);
}

const lockStarts = (tx: Tx) => tx.execute(sql`select pg_advisory_xact_lock(hashtext('start-reconciliation'))`);

async function begin(tx: Tx, { from, to, daily }: Span & { daily: boolean }, context: Context): Promise<{ id: string }> {
  const { actor, now } = context;
  const id = newId();
  await tx.insert(reconciliationRuns).values({ id, fromAt: from, toAt: to, startedAt: now, startedBy: actor.userId, daily });
  await recordEvent(tx, "reconciliation.requested", { runId: id }, context);
  return { id };
}
