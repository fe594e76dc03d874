import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { lockPeriod } from "#app/domain/ledger/lock-period.server.ts";
import { isMonth } from "#app/domain/ledger/period.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { checksOfMonth } from "./month-checks.server.ts";

/**
 * Closes a month of the books for good, when everything on its checklist holds: later corrections post in the open month and say when they belong.
 * @throws NotFound for what is no month, Forbidden without "periods.close", Conflict when a check fails, it is closed, or an earlier one is open
 */
export async function closeMonth(tx: Tx, { month, note }: { month: string; note: string }, context: Context): Promise<void> {
  const { actor, now } = context;
  permit(actor, "periods.close");
  if (!isMonth(month)) throw new NotFound();
  const checks = await checksOfMonth(tx, month, now);
  const failed = checks.filter((check) => !check.passed);
  if (failed.length > 0) throw new Conflict("reconciliation:errors.monthNotReady", { count: failed.length });
  await lockPeriod(tx, { month, by: actor.userId, note, checks }, context);
  await recordAudit(tx, { action: "month.closed", subject: { kind: "month", id: month }, reason: note }, context);
}
