import type { Viewer } from "#app/domain/accounts/viewer.ts";
import type { Matcher } from "#app/domain/matching/matcher.ts";
import type { StorageEdge } from "#app/edges/storage/storage-edge.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Locale } from "#app/i18n/i18n.ts";
import type { Env } from "#app/kernel/env.server.ts";
import type { Db } from "#db/client.server.ts";

export type Theme = "system" | "light" | "dark";

/** What every loader and action is given, made once a request by app/server.ts. */
export interface LoadContext {
  cspNonce: string;
  db: Db;
  stripe: StripeEdge;
  storage: StorageEdge;
  /** Ranks agents; without one the database does. */
  matcher?: Matcher;
  env: Env;
  /** Business time (UTC instant): real time plus the demo's offset. */
  now(): Date;
  locale: Locale;
  theme: Theme;
  /** IANA zone of the reader. */
  timeZone: string;
  viewer: Viewer | null;
  /** Notifications the viewer has not read. */
  unread: number;
  sessionToken: string | null;
  /** The caller's network address, for limits. */
  network: string;
  demo: boolean;
  translate(key: string, params?: Record<string, unknown>): string;
}

declare module "@remix-run/server-runtime" {
  interface AppLoadContext extends LoadContext {}
}
