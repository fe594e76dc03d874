import { and, asc, count, desc, eq, ne } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { reconciliationItems, reconciliationRuns } from "#db/schema/reconciliation.ts";
import type { Class } from "./match-balance.ts";

const PAGE = 50;

export function reconciliationRunsOf(db: Queryable, actor: Actor) {
  permit(actor, "reconciliation.view");
  return db.select().from(reconciliationRuns).orderBy(desc(reconciliationRuns.startedAt), desc(reconciliationRuns.id)).limit(60);
}

/** A run with its items: breaks first, all of a class when asked. @throws NotFound */
export async function reconciliationRun(db: Queryable, runId: string, filter: { only?: Class; page: number }, actor: Actor) {
  permit(actor, "reconciliation.view");
  const [run] = await db.select().from(reconciliationRuns).where(eq(reconciliationRuns.id, runId));
  if (!run) throw new NotFound();
  const where = and(
    eq(reconciliationItems.runId, runId),
    filter.only ? eq(reconciliationItems.class, filter.only) : ne(reconciliationItems.class, "matched"),
  );
  const [items, classes] = await Promise.all([
    db
      .select()
      .from(reconciliationItems)
      .where(where)
      .orderBy(asc(reconciliationItems.class), asc(reconciliationItems.occurredAt))
      .limit(PAGE)
      .offset((filter.page - 1) * PAGE),
    db
      .select({ class: reconciliationItems.class, n: count() })
      .from(reconciliationItems)
      .where(eq(reconciliationItems.runId, runId))
      .groupBy(reconciliationItems.class),
  ]);
  const counts = Object.fromEntries(classes.map((one) => [one.class, one.n])) as Partial<Record<Class, number>>;
  const shown = filter.only
    ? (counts[filter.only] ?? 0)
    : classes.filter((one) => one.class !== "matched").reduce((sum, one) => sum + one.n, 0);
  return { run, items, counts, pages: Math.max(1, Math.ceil(shown / PAGE)) };
}
