import type { Context } from "#app/domain/accounts/permissions.ts";
import type { MailEdge } from "#app/edges/mail/mail.server.ts";
import type { StorageEdge } from "#app/edges/storage/storage-edge.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Log } from "#app/kernel/log.server.ts";
import type { Db } from "#db/client.server.ts";
import type { Flow } from "./flow.ts";

/** What a job may use. */
export interface JobDeps {
  db: Db;
  stripe: StripeEdge;
  mail: MailEdge;
  storage: StorageEdge;
  /** Business time (UTC instant). */
  now(): Date;
  /** The system acting now. */
  context(): Context;
  /** Base of the links in mails, without a slash at the end. */
  publicUrl: string;
  log: Log;
  /** Many small pieces of work side by side, then one: on the queue, or here and now. */
  flow: Flow;
}
