import { setTimeout as delay } from "node:timers/promises";
import type { WorkQueue } from "#app/edges/queue/queue.server.ts";
import { clockTarget, moveClockTo, setClockTarget } from "#app/kernel/business-clock.server.ts";
import type { JobDeps } from "./deps.ts";
import { catchUpStripeEvents } from "./jobs/catch-up-stripe-events.ts";
import { unrelayedEvents } from "./relay.ts";
import { nextStop } from "./run-due.ts";

const STEP_LIMIT_MS = 60_000;

/**
 * Demo only: brings the business clock to where the demo asked, stopping at each due schedule until all that it causes is done, and moves
 * the Stripe sandbox's clock along (product.md, "Demo mode").
 * @param tick hands over what is due now; @param moveSandbox sets the sandbox's clock
 */
export async function advanceClock(
  deps: JobDeps,
  queue: WorkQueue,
  tick: () => Promise<void>,
  moveSandbox: (instant: Date) => Promise<void>,
): Promise<void> {
  for (;;) {
    const target = await clockTarget(deps.db);
    if (!target) return;
    const stop = nextStop(deps.now(), target) ?? target;
    await moveSandbox(stop);
    await moveClockTo(deps.db, stop);
    // The offset reaches this process through NOTIFY.
    while (deps.now() < stop) await delay(5);
    await catchUpStripeEvents.run({}, deps);
    // What Stripe did on the way is booked before the schedules of this instant run, as it would be in a life that is not fast-forwarded.
    await untilQuiet(deps, queue);
    await tick();
    await untilQuiet(deps, queue);
    if (stop >= target) {
      await setClockTarget(deps.db, null);
      return;
    }
  }
}

async function untilQuiet(deps: JobDeps, queue: WorkQueue): Promise<void> {
  const started = performance.now();
  let quiet = 0;
  while (quiet < 2) {
    await delay(40);
    quiet = (await unrelayedEvents(deps.db)) === 0 && (await queue.pending()) === 0 ? quiet + 1 : 0;
    if (performance.now() - started > STEP_LIMIT_MS) {
      deps.log.warn("the clock moves on although work is still waiting");
      return;
    }
  }
}
