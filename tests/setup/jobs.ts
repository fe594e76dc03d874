import { parseEnv } from "#app/kernel/env.server.ts";
import type { Db } from "#db/client.server.ts";
import type { Job } from "#workers/define-job.ts";
import { jobDeps } from "#workers/job-deps.ts";
import { settle } from "#workers/run-inline.ts";

/** Jobs that would speak to Stripe or send mail; tests of them bring a sandbox of their own. */
const outside = new Set([
  "charge-bill",
  "charge-due-bills",
  "handle-stripe-event",
  "invoice-bill",
  "mail-documents",
  "mail-statement",
  "notify",
  "send-payout",
  "send-refund",
]);
const env = parseEnv({ NODE_ENV: "test", DEMO: "0", STRIPE_SANDBOX_URL: "http://localhost:9" }, "/");

/** Does what the events recorded so far ask for, at a business time, until nothing is left; nothing leaves the house. */
export function settleAt(db: Db, now: Date): Promise<void> {
  return settle(
    jobDeps(env, db, () => now),
    outside,
  );
}

/** Runs a scheduled job at a business time, and all it causes. */
export async function runAt(db: Db, now: Date, job: Job, payload: unknown = {}): Promise<void> {
  await job.run(
    payload,
    jobDeps(env, db, () => now),
  );
  await settleAt(db, now);
}
