import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { reconciliationItems, reconciliationRuns } from "#db/schema/reconciliation.ts";
import { type Item, isBreak } from "./match-balance.ts";
import { updateCases } from "./update-cases.server.ts";

const ROWS_AT_ONCE = 1000;

interface Found {
  runId: string;
  items: Item[];
  /** Movements of Stripe that were read. */
  read: number;
  /** Real time up to which the ledger was read. */
  readAt: Date;
}

/** Keeps what a run found and opens, follows and resolves cases by it. A finished run stays as it is. */
export async function settleReconciliation(tx: Tx, { runId, items, read, readAt }: Found, context: Context): Promise<void> {
  const [run] = await tx.select().from(reconciliationRuns).where(eq(reconciliationRuns.id, runId)).for("update");
  if (run!.finishedAt) return;
  const rows = items.map(({ at, category, ...item }) => ({
    ...item,
    id: newId(),
    runId,
    reportingCategory: category,
    occurredAt: at,
  }));
  for (let i = 0; i < rows.length; i += ROWS_AT_ONCE)
    await tx.insert(reconciliationItems).values(rows.slice(i, i + ROWS_AT_ONCE));
  const counted = (of: (item: Item) => boolean) => items.filter(of).length;
  await tx
    .update(reconciliationRuns)
    .set({
      finishedAt: context.now,
      read,
      matched: counted((item) => item.class === "matched"),
      timing: counted((item) => item.class === "timing"),
      breaks: counted((item) => isBreak(item.class)),
      ledgerReadAt: readAt,
    })
    .where(eq(reconciliationRuns.id, runId));
  await updateCases(tx, { runId, items }, context);
}
