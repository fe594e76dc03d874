import { system } from "#app/domain/accounts/permissions.ts";
import { createMail } from "#app/edges/mail/mail.server.ts";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import type { Env } from "#app/kernel/env.server.ts";
import { log } from "#app/kernel/log.server.ts";
import type { Db } from "#db/client.server.ts";
import type { JobDeps } from "./deps.ts";

export function jobDeps(env: Env, db: Db, now: () => Date): JobDeps {
  return {
    db,
    stripe: createStripe(env),
    mail: createMail(env),
    now,
    context: () => ({ actor: system, now: now() }),
    publicUrl: env.PUBLIC_URL,
    log,
  };
}
