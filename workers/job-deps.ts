import { system } from "#app/domain/accounts/permissions.ts";
import { createMail } from "#app/edges/mail/mail.server.ts";
import { createStorage } from "#app/edges/storage/storage.server.ts";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import type { Env } from "#app/kernel/env.server.ts";
import { log } from "#app/kernel/log.server.ts";
import type { Db } from "#db/client.server.ts";
import type { JobDeps } from "./deps.ts";
import type { Flow } from "./flow.ts";
import { inlineFlow } from "./run-inline.ts";

/** @param flow the queue's; without it, pieces of runs are worked on here and now */
export function jobDeps(env: Env, db: Db, now: () => Date, flow?: Flow): JobDeps {
  const deps: JobDeps = {
    db,
    stripe: createStripe(env),
    mail: createMail(env),
    storage: createStorage(env),
    now,
    context: () => ({ actor: system, now: now() }),
    publicUrl: env.PUBLIC_URL,
    log,
    flow: flow ?? inlineFlow(() => deps),
  };
  return deps;
}
