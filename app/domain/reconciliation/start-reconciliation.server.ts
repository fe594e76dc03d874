import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addMinutes } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { reconciliationRuns } from "#db/schema/reconciliation.ts";
import type { Span } from "./match-balance.ts";
import { RUN_GIVES_UP_MINUTES } from "./reconciliation.ts";

/**
 * Begins a comparison with Stripe; the work itself follows the event, because a long span takes long. Asked again while one from the same
 * instant is under way, it is that one.
 * @throws Forbidden without "reconciliation.run", Invalid for a span that has not begun
 */
export async function startReconciliation(tx: Tx, { from, to }: Span, context: Context): Promise<{ id: string }> {
  const { actor, now } = context;
  permit(actor, "reconciliation.run");
  if (from >= to || to > now) throw new Invalid("from", "reconciliation:errors.notBegun");
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('start-reconciliation'))`);
  const [running] = await tx
    .select({ id: reconciliationRuns.id })
    .from(reconciliationRuns)
    .where(
      and(
        eq(reconciliationRuns.fromAt, from),
        isNull(reconciliationRuns.finishedAt),
        gt(reconciliationRuns.startedAt, addMinutes(now, -RUN_GIVES_UP_MINUTES)),
      ),
    );
  if (running) return running;
  const id = newId();
  await tx.insert(reconciliationRuns).values({ id, fromAt: from, toAt: to, startedAt: now, startedBy: actor.userId });
  await recordEvent(tx, "reconciliation.requested", { runId: id }, context);
  return { id };
}
