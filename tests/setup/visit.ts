import type { AppLoadContext } from "@remix-run/node";
import { viewerById } from "#app/domain/accounts/viewer-query.server.ts";
import { createStorage } from "#app/edges/storage/storage.server.ts";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import type { Db } from "#db/client.server.ts";
import { testKey } from "#tests/factories/taxes.ts";
import { at } from "./time.ts";

interface RouteModule {
  loader?: unknown;
  action?: unknown;
}
interface Visit {
  /** Who asks; nobody = signed out. */
  as?: { userId: string | null } | null;
  params?: Record<string, string>;
  /** Address with search, "/business/roles?q=chat"; only its search matters to most routes. */
  url?: string;
  /** Posted fields; a visit without them is a GET. */
  form?: Record<string, string> | URLSearchParams;
  now?: Date;
  env?: Partial<AppLoadContext>;
}

/**
 * Asks a route as the server would, with the context a signed-in person gets.
 * @returns status, what it answered, and where it sends the reader to; an error page's status comes back as such
 */
export async function visit(
  db: Db,
  route: RouteModule,
  { as = null, params = {}, url = "/", form, now = at("2026-06-15T09:00Z"), env }: Visit = {},
): Promise<{ status: number; data: unknown; location: string | null }> {
  const viewer = as?.userId ? await viewerById(db, as.userId) : null;
  const settings = parseEnv({ NODE_ENV: "test", DEMO: "0", FIELD_ENCRYPTION_KEY: testKey }, "/");
  const context: AppLoadContext = {
    cspNonce: "nonce",
    db,
    stripe: createStripe({ STRIPE_SANDBOX_URL: "http://localhost:9" }),
    storage: createStorage(settings),
    env: settings,
    now: () => now,
    locale: "en",
    theme: "system",
    timeZone: "UTC",
    viewer,
    unread: 0,
    sessionToken: null,
    network: "127.0.0.1",
    demo: settings.demo,
    translate: translator("en"),
    ...env,
  };
  const body = form ? new URLSearchParams(form) : undefined;
  const request = new Request(new URL(url, "http://localhost:3000"), { method: form ? "POST" : "GET", body });
  const ask = (form ? route.action : route.loader) as (args: object) => unknown;
  try {
    return read(await ask({ request, params, context }));
  } catch (thrown) {
    if (thrown instanceof Error) throw thrown;
    return read(thrown);
  }
}

interface Answer {
  type?: string;
  data?: unknown;
  init?: { status?: number } | null;
}

function read(answer: unknown): { status: number; data: unknown; location: string | null } {
  if (answer instanceof Response) return { status: answer.status, data: answer, location: answer.headers.get("location") };
  const typed = answer as Answer | null;
  if (typed?.type === "DataWithResponseInit") return { status: typed.init?.status ?? 200, data: typed.data, location: null };
  return { status: 200, data: answer, location: null };
}
