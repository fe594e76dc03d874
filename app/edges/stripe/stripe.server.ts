import Stripe from "stripe";
import { pacedClient } from "./pace.server.ts";

export type StripeEdge = Stripe;

/** What a call to the local sandbox carries: it takes any test key. */
const SANDBOX_KEY = "sk_test_sandbox";

/** Below Stripe's 100, so that the web server and what people do by hand have room beside the workers. */
const LIVE_CALLS_PER_SECOND = 80;

/**
 * The SDK, pointed at Stripe or at the local sandbox (house.md, "Rooms"). The API version is pinned: its types are what the code was checked
 * against. It retries connection failures, 409 and 5xx twice; never 429, so calls are paced: 80 a second with a key, or as
 * STRIPE_CALLS_PER_SECOND says; the local sandbox takes what comes.
 * @throws Error when neither STRIPE_SECRET_KEY nor STRIPE_SANDBOX_URL is given, or both are
 */
export function createStripe(env: {
  STRIPE_SECRET_KEY?: string;
  STRIPE_SANDBOX_URL?: string;
  STRIPE_CALLS_PER_SECOND?: number;
}): StripeEdge {
  const perSecond = env.STRIPE_CALLS_PER_SECOND ?? (env.STRIPE_SECRET_KEY ? LIVE_CALLS_PER_SECOND : undefined);
  const shared = {
    apiVersion: "2026-10-28.endive",
    maxNetworkRetries: 2,
    telemetry: false,
    appInfo: { name: "Deskhand" },
    ...(perSecond ? { httpClient: pacedClient(perSecond) } : {}),
  } as const;
  if (env.STRIPE_SECRET_KEY && env.STRIPE_SANDBOX_URL)
    throw new Error("STRIPE_SECRET_KEY and STRIPE_SANDBOX_URL exclude each other");
  if (env.STRIPE_SECRET_KEY) return new Stripe(env.STRIPE_SECRET_KEY, shared);
  if (!env.STRIPE_SANDBOX_URL) throw new Error("Stripe needs STRIPE_SECRET_KEY, or STRIPE_SANDBOX_URL for the local sandbox");
  const { hostname, port } = new URL(env.STRIPE_SANDBOX_URL);
  return new Stripe(SANDBOX_KEY, { ...shared, host: hostname, port: Number(port || 80), protocol: "http" });
}
