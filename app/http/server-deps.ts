import type { IndexMatcher } from "#app/domain/matching/index-matcher.server.ts";
import type { Realtime } from "#app/edges/realtime/realtime.server.ts";
import type { StorageEdge } from "#app/edges/storage/storage-edge.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Env } from "#app/kernel/env.server.ts";
import type { Log } from "#app/kernel/log.server.ts";
import type { Db } from "#db/client.server.ts";

/** What the HTTP server and its endpoints are built from. */
export interface ServerDeps {
  db: Db;
  stripe: StripeEdge;
  storage: StorageEdge;
  /** Business time. */
  clock: { now(): Date };
  realtime: Realtime;
  /** This process's index of agents; without one the database ranks. */
  matcher?: IndexMatcher;
  env: Env;
  log: Log;
}
