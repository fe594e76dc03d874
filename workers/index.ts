import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openQueue } from "#app/edges/queue/queue.server.ts";
import { startBusinessClock } from "#app/kernel/business-clock.server.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { log } from "#app/kernel/log.server.ts";
import { databaseAddress, openDatabase, outliveClosedConnections, postgresClient } from "#db/client.server.ts";
import { advanceClock } from "./advance-clock.ts";
import { jobDeps } from "./job-deps.ts";
import { jobCalled } from "./job-table.ts";
import { AT_ONCE, relayEvents } from "./relay.ts";
import { runDue } from "./run-due.ts";
import { moveSandboxClock } from "./sandbox-clock.ts";

const TICK_MS = 1000;
/** Handing events over costs the queue the same for one as for two hundred: what is recorded while many work is gathered for so long. */
const GATHER_MS = 25;

const env = parseEnv(process.env, path.resolve(process.env.DESKHAND_ROOT ?? "."));
outliveClosedConnections((message) => log.warn(message));
const address = databaseAddress(env);
const { db, close } = openDatabase(address, 20);
const clock = await startBusinessClock(db, address);
const queue = await openQueue({ redisUrl: env.REDIS_URL, database: address });
const deps = jobDeps(env, db, () => clock.now(), queue.addFlow);
queue.work(
  async (name, payload) => {
    await jobCalled(name).run(payload, deps);
  },
  (name, error) => log.error({ job: name, error: error.message, stack: error.stack }, "a job failed"),
);

let stopping = false;
let relaying: Promise<void> | null = null;
let again = false;
/** One relay at a time; what is recorded meanwhile makes one more round. */
function relay(): void {
  again = true;
  relaying ??= (async () => {
    while (again && !stopping) {
      again = false;
      while ((await relayEvents(db, queue)) === AT_ONCE && !stopping);
      if (again) await delay(GATHER_MS);
    }
  })()
    .catch((error: Error) => log.error({ error: error.message }, "relaying failed, tried again at the next tick"))
    .finally(() => {
      relaying = null;
    });
}

const tick = () =>
  runDue(db, clock.now(), (due) => queue.add(due.map(({ id, schedule, payload }) => ({ id, name: schedule.job.name, payload }))));
const listener = postgresClient(address, { max: 1 });
await listener.listen("outbox", relay, relay);

let ticking: Promise<void> = Promise.resolve();
const timer = setInterval(() => {
  relay();
  ticking = ticking
    .then(tick)
    .then(() =>
      env.demo ? advanceClock(deps, queue, tick, (instant) => moveSandboxClock(env.STRIPE_SANDBOX_URL, instant)) : undefined,
    )
    .catch((error: Error) => log.error({ error: error.message }, "the tick failed, tried again"));
}, TICK_MS);

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  clearInterval(timer);
  // Running jobs get their time; what is cut off is taken up again after the next start.
  setTimeout(() => process.exit(0), 6000).unref();
  await queue.close();
  await Promise.allSettled([relaying, listener.end({ timeout: 1 }), clock.close()]);
  await close();
  process.exit(0);
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.once("disconnect", stop);
process.send?.({ ready: true });
log.info("workers are ready");
