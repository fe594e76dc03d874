import { asc, inArray, isNull } from "drizzle-orm";
import { events } from "#db/schema/kernel.ts";
import type { JobDeps } from "./deps.ts";
import type { Flow } from "./flow.ts";
import { jobCalled } from "./job-table.ts";
import { workOf } from "./reactions.ts";
import { nextStop, runDue } from "./run-due.ts";

/** The pieces of a run, one after the other, in this process: for the seed and for tests. */
export function inlineFlow(deps: () => JobDeps): Flow {
  return async (pieces, then) => {
    for (const { name, payload } of [...pieces, then]) await jobCalled(name).run(payload, deps());
  };
}

/** Runs what the recorded events ask for, here and now and in order, until nothing is left: for the seed and for tests. */
export async function settle(deps: JobDeps, skip: ReadonlySet<string> = new Set()): Promise<void> {
  for (;;) {
    const waiting = await deps.db.select().from(events).where(isNull(events.relayedAt)).orderBy(asc(events.seq)).limit(500);
    if (waiting.length === 0) return;
    for (const event of waiting) {
      for (const { job, payload } of workOf(event)) if (!skip.has(job.name)) await job.run(payload, deps);
    }
    await deps.db
      .update(events)
      .set({ relayedAt: deps.now() })
      .where(
        inArray(
          events.seq,
          waiting.map((event) => event.seq),
        ),
      );
  }
}

/**
 * Walks the business time from one instant to another: at each due schedule the clock stands still, its jobs run and all they cause.
 * @param moveTo sets the clock that `deps.now` reads, and the Stripe sandbox's
 */
export async function advanceInline(
  deps: JobDeps,
  until: Date,
  moveTo: (instant: Date) => Promise<void>,
  skip: ReadonlySet<string> = new Set(),
): Promise<void> {
  await settle(deps, skip);
  for (;;) {
    const stop = nextStop(deps.now(), until, skip);
    await moveTo(stop ?? until);
    // What Stripe did on the way is booked before the schedules of this instant run, as it would be in a life that is not fast-forwarded.
    await settle(deps, skip);
    await runDue(deps.db, deps.now(), async (due) => {
      for (const { schedule, payload } of due) if (!skip.has(schedule.job.name)) await schedule.job.run(payload, deps);
    });
    await settle(deps, skip);
    if (!stop) return;
  }
}
