import { and, desc, eq, inArray, or } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { ledgerTransactions } from "#db/schema/ledger.ts";
import { reconciliationCases } from "#db/schema/reconciliation.ts";
import { caseKeyOf } from "./case.ts";
import { type Item, isBreak, keyOf } from "./match-balance.ts";

/**
 * What a run's breaks do to cases: a new one opens a case, one that is known is seen again, one that was resolved or has another amount than was
 * explained opens again. A case whose movement was looked at and is no break any more is resolved by the posting that made it match.
 */
export async function updateCases(tx: Tx, { runId, items }: { runId: string; items: Item[] }, context: Context): Promise<void> {
  const breaks = sumByKey(items.filter((item) => isBreak(item.class)));
  const sources = [...new Set(items.map((item) => item.sourceId))];
  for (let i = 0; i < sources.length; i += 1000) {
    const some = sources.slice(i, i + 1000);
    const known = await tx.select().from(reconciliationCases).where(inArray(reconciliationCases.sourceId, some)).for("update");
    for (const [key, item] of breaks)
      if (some.includes(item.sourceId))
        await seen(tx, { key, item, runId, known: known.find((one) => one.key === key) }, context);
    const looked = new Set(items.map(keyOf));
    for (const one of known)
      if (one.state === "open" && looked.has(keyOf(one)) && !breaks.has(one.key)) await resolved(tx, one, runId, context);
  }
}

type Case = typeof reconciliationCases.$inferSelect;
type Break = Pick<Item, "class" | "rail" | "sourceId" | "balanceTransactionId" | "currency" | "theirs" | "ours" | "at">;

/** Several duplicates of one source are one break. */
function sumByKey(items: Item[]): Map<string, Break> {
  const found = new Map<string, Break>();
  const add = (a: bigint | null, b: bigint | null) => (a === null && b === null ? null : (a ?? 0n) + (b ?? 0n));
  for (const item of items) {
    const known = found.get(caseKeyOf(item));
    const sums = known ? { theirs: add(known.theirs, item.theirs), ours: add(known.ours, item.ours) } : {};
    found.set(caseKeyOf(item), { ...item, ...sums });
  }
  return found;
}

async function seen(
  tx: Tx,
  { key, item, runId, known }: { key: string; item: Break; runId: string; known?: Case },
  context: Context,
) {
  const { class: found, rail, sourceId, balanceTransactionId, currency, theirs, ours, at } = item;
  if (!known) {
    const id = newId();
    await tx.insert(reconciliationCases).values({
      ...{ id, key, class: found, rail, sourceId, balanceTransactionId, currency, theirs, ours },
      ...{ occurredAt: at, firstRunId: runId, lastRunId: runId, openedAt: context.now },
    });
    await recordEvent(tx, "reconciliation.case-opened", { caseId: id }, context);
    return;
  }
  const same = known.theirs === theirs && known.ours === ours;
  const again = known.state === "resolved" || (known.state === "explained" && !same);
  await tx
    .update(reconciliationCases)
    .set({ lastRunId: runId, theirs, ours, ...(again ? { state: "open" as const, closedAt: null, closedBy: null } : {}) })
    .where(eq(reconciliationCases.id, known.id));
  if (again) await recordEvent(tx, "reconciliation.case-opened", { caseId: known.id }, context);
}

async function resolved(tx: Tx, one: Case, runId: string, { now }: Context): Promise<void> {
  const [posting] = await tx
    .select({ id: ledgerTransactions.id })
    .from(ledgerTransactions)
    .where(or(eq(ledgerTransactions.stripeId, one.sourceId), eq(ledgerTransactions.key, one.sourceId)))
    .orderBy(desc(ledgerTransactions.recordedAt))
    .limit(1);
  await tx
    .update(reconciliationCases)
    .set({ state: "resolved", closedAt: now, closedBy: null, transactionId: posting?.id ?? null, lastRunId: runId })
    .where(and(eq(reconciliationCases.id, one.id), eq(reconciliationCases.state, "open")));
}
