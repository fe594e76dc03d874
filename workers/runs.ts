import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { runSteps, runs } from "#db/schema/kernel.ts";
import type { JobDeps } from "./deps.ts";

/**
 * A long piece of work of a week made of many small ones: the close of each contract, each bill, each release, each payout. A step's own idempotency makes
 * twice once; the steps remember what is done, so that a run that was killed anywhere goes on where it stood (issue 3, "The weekly run").
 */
export interface RunKind {
  kind: string;
  /** Ids of what the run is about; read once, in the transaction that makes the run. */
  subjects(deps: JobDeps, week: string): Promise<string[]>;
  step(deps: JobDeps, subject: string, week: string): Promise<void>;
  /** What follows when every step was done or given up; safe to run twice. */
  finish?(deps: JobDeps, week: string): Promise<void>;
}

/** Steps of one job on the queue: small enough to be repeated cheaply, large enough that the queue is not the work. */
const STEPS_A_JOB = 25;
/** Steps that run side by side in one job; most of their time is waiting for Stripe and for commits. */
const SIDE_BY_SIDE = 4;
const ROWS_AT_ONCE = 5000;

export const runId = (kind: string, week: string) => `${kind}-${week}`;

/** Makes the run of a week once and hands over what is not done of it. Killed in between and started again, nothing is added twice. */
export async function startRun(deps: JobDeps, { kind, subjects }: RunKind, week: string): Promise<void> {
  const id = runId(kind, week);
  const found = await subjects(deps, week);
  await deps.db.transaction(async (tx) => {
    const [made] = await tx.insert(runs).values({ id, kind, week, startedAt: deps.now() }).onConflictDoNothing().returning();
    if (!made) return;
    for (let i = 0; i < found.length; i += ROWS_AT_ONCE)
      await tx.insert(runSteps).values(found.slice(i, i + ROWS_AT_ONCE).map((subjectId) => ({ runId: id, subjectId })));
  });
  await handOver(deps, id);
}

/** Tries again what a run left undone. */
export async function restartRun(deps: JobDeps, id: string): Promise<void> {
  const [again] = await deps.db
    .update(runs)
    .set({ attempt: sql`${runs.attempt} + 1`, state: "running", finishedAt: null })
    .where(and(eq(runs.id, id), eq(runs.state, "incomplete")))
    .returning();
  if (again) await handOver(deps, id);
}

async function handOver(deps: JobDeps, id: string): Promise<void> {
  const [run] = await deps.db.select().from(runs).where(eq(runs.id, id));
  // All steps, so that the pieces are the same however often they are cut; a piece whose steps are done has nothing to do. Scattered, because neighbours
  // are often of one business and would wait for each other's locks.
  const steps = await deps.db
    .select({ subjectId: runSteps.subjectId })
    .from(runSteps)
    .where(eq(runSteps.runId, id))
    .orderBy(asc(sql`md5(${runSteps.subjectId})`), asc(runSteps.subjectId));
  const pieces = [];
  for (let i = 0; i < steps.length; i += STEPS_A_JOB) {
    const subjects = steps.slice(i, i + STEPS_A_JOB).map((step) => step.subjectId);
    pieces.push({ id: `${id}.${run!.attempt}.${i}`, name: "run-steps", payload: { runId: id, subjects } });
  }
  await deps.flow(pieces, { id: `${id}.${run!.attempt}.end`, name: "finish-run", payload: { runId: id } });
}

/** Does the steps that are not done, a few side by side; each failure is kept beside its step. @throws when any failed, so that the queue tries again */
export async function doSteps(deps: JobDeps, kinds: readonly RunKind[], id: string, subjects: string[]): Promise<void> {
  const { db } = deps;
  const { kind, week } = await runOf(deps, kinds, id);
  const todo = await db
    .select({ subjectId: runSteps.subjectId })
    .from(runSteps)
    .where(and(eq(runSteps.runId, id), inArray(runSteps.subjectId, subjects), isNull(runSteps.doneAt)));
  let failed = 0;
  let reason = "";
  const done: string[] = [];
  const next = todo.values();
  const work = async () => {
    for (const { subjectId } of next) {
      const here = and(eq(runSteps.runId, id), eq(runSteps.subjectId, subjectId));
      try {
        await kind.step(deps, subjectId, week);
        done.push(subjectId);
      } catch (error) {
        failed += 1;
        reason = (error as Error).message;
        await db
          .update(runSteps)
          .set({ error: reason.slice(0, 500), attempts: sql`${runSteps.attempts} + 1` })
          .where(here);
      }
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  // Marked together: killed before, they are repeated, and find that they are done.
  if (done.length > 0)
    await db
      .update(runSteps)
      .set({ doneAt: deps.now(), error: null })
      .where(and(eq(runSteps.runId, id), inArray(runSteps.subjectId, done)));
  if (failed > 0) throw new Error(`${failed} of ${todo.length} steps of ${id} failed, the last one: ${reason}`);
}

/** The end of a run: what follows it is started; steps that could not be done keep it visible as incomplete. */
export async function finishRun(deps: JobDeps, kinds: readonly RunKind[], id: string): Promise<void> {
  const { kind, week } = await runOf(deps, kinds, id);
  await kind.finish?.(deps, week);
  const undone = await deps.db.$count(runSteps, and(eq(runSteps.runId, id), isNull(runSteps.doneAt)));
  await deps.db
    .update(runs)
    .set({ state: undone === 0 ? "finished" : "incomplete", finishedAt: deps.now() })
    .where(eq(runs.id, id));
}

async function runOf({ db }: JobDeps, kinds: readonly RunKind[], id: string) {
  const [run] = await db.select().from(runs).where(eq(runs.id, id));
  const kind = kinds.find((one) => one.kind === run?.kind);
  if (!run || !kind) throw new Error(`there is no run ${id}`);
  return { kind, week: run.week };
}
