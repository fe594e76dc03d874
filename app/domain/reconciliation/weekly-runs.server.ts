import { and, asc, count, desc, eq, isNull, sql } from "drizzle-orm";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { runSteps, runs } from "#db/schema/kernel.ts";

const PAGE = 30;
const FAILING_SHOWN = 50;

function counted(db: Queryable) {
  return db
    .select({
      run: runs,
      total: sql<number>`count(${runSteps.subjectId})::int`,
      done: sql<number>`count(${runSteps.doneAt})::int`,
      failing: sql<number>`(count(*) filter (where ${runSteps.doneAt} is null and ${runSteps.error} is not null))::int`,
    })
    .from(runs)
    .leftJoin(runSteps, eq(runSteps.runId, runs.id))
    .groupBy(runs.id);
}

/** The runs of the weeks, newest first, each with its steps counted. Two queries. @throws Forbidden without "ledger.view" */
export async function weeklyRuns(db: Queryable, page: number, actor: Actor) {
  permit(actor, "ledger.view");
  const [rows, [total]] = await Promise.all([
    counted(db)
      .orderBy(desc(runs.startedAt), asc(runs.id))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ n: count() }).from(runs),
  ]);
  return { rows, pages: Math.max(1, Math.ceil(total!.n / PAGE)) };
}

/** One run and the steps that do not get done, with their reasons. Two queries. @throws NotFound, Forbidden without "ledger.view" */
export async function weeklyRun(db: Queryable, runId: string, actor: Actor) {
  permit(actor, "ledger.view");
  const [[row], failing] = await Promise.all([
    counted(db).where(eq(runs.id, runId)),
    db
      .select()
      .from(runSteps)
      .where(and(eq(runSteps.runId, runId), isNull(runSteps.doneAt), sql`${runSteps.error} is not null`))
      .orderBy(asc(runSteps.subjectId))
      .limit(FAILING_SHOWN),
  ]);
  if (!row) throw new NotFound();
  return { ...row, steps: failing, mayRestart: may(actor, "finance.act") };
}
