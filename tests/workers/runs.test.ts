import { asc, eq } from "drizzle-orm";
import { openQueue } from "#app/edges/queue/queue.server.ts";
import { runSteps, runs } from "#db/schema/kernel.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import type { JobDeps } from "#workers/deps.ts";
import type { Flow } from "#workers/flow.ts";
import { doSteps, finishRun, type RunKind, restartRun, startRun } from "#workers/runs.ts";

const week = "2026-11-09";
const now = at("2026-11-16T12:00Z");

/** A run of as many steps as asked for, that counts what is done and fails where told. */
function counting(kind: string, subjects: string[]) {
  const done: string[] = [];
  const failing = new Set<string>();
  let finished = 0;
  const run: RunKind = {
    kind,
    subjects: async () => subjects,
    step: async (_deps, subject) => {
      if (failing.has(subject)) throw new Error(`${subject} does not work`);
      done.push(subject);
    },
    finish: async () => {
      finished += 1;
    },
  };
  return { run, done, failing, finished: () => finished };
}

const deps = (db: JobDeps["db"], flow: Flow): JobDeps => ({ db, now: () => now, flow }) as unknown as JobDeps;

/** Works on the pieces here and now; one that fails is left. */
const inOrder =
  (db: JobDeps["db"], kinds: RunKind[]): Flow =>
  async (pieces, then) => {
    for (const piece of pieces) {
      const { runId, subjects } = piece.payload as { runId: string; subjects: string[] };
      await doSteps(deps(db, inOrder(db, kinds)), kinds, runId, subjects).catch(() => undefined);
    }
    await finishRun(deps(db, inOrder(db, kinds)), kinds, (then.payload as { runId: string }).runId);
  };
const names = (many: number) => Array.from({ length: many }, (_, i) => `contract-${String(i).padStart(3, "0")}`);

test("a run does each step once, started however often, and then what follows it", async ({ db }) => {
  const counted = counting("once", names(60));
  const here = deps(db, inOrder(db, [counted.run]));
  await startRun(here, counted.run, week);
  await startRun(here, counted.run, week);
  expect(counted.done.sort()).toEqual(names(60));
  expect(counted.finished()).toBe(2); // Safe to run twice: what follows is told by events that are once.
  expect(await db.select().from(runs).where(eq(runs.id, "once-2026-11-09"))).toMatchObject([{ state: "finished", attempt: 0 }]);
});

test("a step that fails leaves its reason and stops no other; tried again, the run is finished", async ({ db }) => {
  const counted = counting("some-fail", names(30));
  counted.failing.add("contract-007");
  const here = deps(db, inOrder(db, [counted.run]));
  await startRun(here, counted.run, week);
  expect(counted.done).toHaveLength(29);
  const [row] = await db.select().from(runs).where(eq(runs.id, "some-fail-2026-11-09"));
  expect(row).toMatchObject({ state: "incomplete" });
  const open = await db.select().from(runSteps).where(eq(runSteps.subjectId, "contract-007")).orderBy(asc(runSteps.runId));
  expect(open.at(-1)).toMatchObject({ doneAt: null, error: "contract-007 does not work", attempts: 1 });

  counted.failing.clear();
  await restartRun(here, "some-fail-2026-11-09");
  await restartRun(here, "some-fail-2026-11-09");
  expect(counted.done).toHaveLength(30);
  expect(await db.select().from(runs).where(eq(runs.id, "some-fail-2026-11-09"))).toMatchObject([
    { state: "finished", attempt: 1 },
  ]);
});

test("on the queue: the pieces run side by side, the end comes when all have ended, and handing over twice is once", async ({
  db,
  database,
}) => {
  const counted = counting("queued", names(120));
  const queue = await openQueue({ database: database.address });
  try {
    const here = deps(db, queue.addFlow);
    await startRun(here, counted.run, week);
    await startRun(here, counted.run, week);
    queue.work(
      async (name, payload) => {
        const { runId, subjects } = payload as { runId: string; subjects: string[] };
        if (name === "run-steps") await doSteps(here, [counted.run], runId, subjects);
        else await finishRun(here, [counted.run], runId);
      },
      (_name, error) => {
        throw error;
      },
    );
    await expect
      .poll(async () => (await db.select().from(runs).where(eq(runs.id, "queued-2026-11-09")))[0]?.state, { timeout: 20_000 })
      .toBe("finished");
    expect(counted.done.sort()).toEqual(names(120));
    expect(counted.finished()).toBe(1);
  } finally {
    await queue.close();
  }
});
