import { and, asc, count, desc, eq, inArray, ne, or } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { ledgerTransactions } from "#db/schema/ledger.ts";
import { reconciliationItems, reconciliationRuns } from "#db/schema/reconciliation.ts";
import type { Class } from "./match-balance.ts";

const PAGE = 50;
const RUNS_PAGE = 30;

function runs(db: Queryable) {
  return db
    .select({ run: reconciliationRuns, startedByName: users.name })
    .from(reconciliationRuns)
    .leftJoin(users, eq(users.id, reconciliationRuns.startedBy));
}

/** Newest first. Two queries. @throws Forbidden without "reconciliation.view" */
export async function reconciliationRunsOf(db: Queryable, page: number, actor: Actor) {
  permit(actor, "reconciliation.view");
  const [rows, [total]] = await Promise.all([
    runs(db)
      .orderBy(desc(reconciliationRuns.startedAt), desc(reconciliationRuns.id))
      .limit(RUNS_PAGE)
      .offset((page - 1) * RUNS_PAGE),
    db.select({ n: count() }).from(reconciliationRuns),
  ]);
  return { rows, pages: Math.max(1, Math.ceil(total!.n / RUNS_PAGE)) };
}

/**
 * A run with a page of its items, all of a class when asked, else everything that did not match, each with the posting it is about. Four
 * queries. @throws NotFound, Forbidden without "reconciliation.view"
 */
export async function reconciliationRun(db: Queryable, runId: string, filter: { only?: Class; page: number }, actor: Actor) {
  permit(actor, "reconciliation.view");
  const [row] = await runs(db).where(eq(reconciliationRuns.id, runId));
  if (!row) throw new NotFound();
  const [items, classes] = await Promise.all([
    itemsOf(db, runId, filter.only)
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
  return {
    ...row,
    items: await withPostings(db, items),
    counts,
    pages: Math.max(1, Math.ceil(shown / PAGE)),
  };
}

type Item = typeof reconciliationItems.$inferSelect;

/** Our transaction of each item, by Stripe's object or, where a posting names none, by its own key; several where one was reversed. */
async function withPostings(db: Queryable, items: Item[]): Promise<(Item & { transactionIds: string[] })[]> {
  const sources = [...new Set(items.map((item) => item.sourceId))];
  if (sources.length === 0) return [];
  const known = await db
    .select({ id: ledgerTransactions.id, key: ledgerTransactions.key, stripeId: ledgerTransactions.stripeId })
    .from(ledgerTransactions)
    .where(or(inArray(ledgerTransactions.stripeId, sources), inArray(ledgerTransactions.key, sources)));
  return items.map((item) => ({
    ...item,
    transactionIds: known.filter((one) => [one.stripeId, one.key].includes(item.sourceId)).map((one) => one.id),
  }));
}

function itemsOf(db: Queryable, runId: string, only?: Class) {
  return db
    .select()
    .from(reconciliationItems)
    .where(
      and(
        eq(reconciliationItems.runId, runId),
        only ? eq(reconciliationItems.class, only) : ne(reconciliationItems.class, "matched"),
      ),
    )
    .orderBy(asc(reconciliationItems.class), asc(reconciliationItems.occurredAt), asc(reconciliationItems.id));
}

/** Every item of a run, matched ones too, for the CSV file. @throws NotFound, Forbidden without "reconciliation.view" */
export async function reconciliationItemsOf(db: Queryable, runId: string, actor: Actor) {
  permit(actor, "reconciliation.view");
  const [run] = await db.select().from(reconciliationRuns).where(eq(reconciliationRuns.id, runId));
  if (!run) throw new NotFound();
  const items = await db
    .select()
    .from(reconciliationItems)
    .where(eq(reconciliationItems.runId, runId))
    .orderBy(asc(reconciliationItems.occurredAt), asc(reconciliationItems.id));
  return { run, items };
}
