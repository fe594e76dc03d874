import fs from "node:fs";
import path from "node:path";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import type { Env } from "#app/kernel/env.server.ts";

interface Secrets {
  STRIPE_WEBHOOK_SECRET: string;
  STRIPE_CONNECT_WEBHOOK_SECRET: string;
  STRIPE_V2_WEBHOOK_SECRET: string;
}

/** Makes our three endpoints known to the local sandbox, once for an address; Stripe tells a secret only when an endpoint is made. */
export async function registerWebhooks(sandboxUrl: string, env: Env): Promise<Secrets> {
  const file = path.join(env.DATA_DIR, "stripe-webhooks.json");
  const base = `http://localhost:${env.PORT}`;
  if (fs.existsSync(file)) {
    const known = JSON.parse(fs.readFileSync(file, "utf8")) as { base: string; secrets: Secrets };
    if (known.base === base) return known.secrets;
  }
  const stripe = createStripe({ STRIPE_SANDBOX_URL: sandboxUrl });
  const platform = await stripe.webhookEndpoints.create({ url: `${base}/webhooks/stripe`, enabled_events: ["*"] });
  const connect = await stripe.webhookEndpoints.create({
    url: `${base}/webhooks/stripe/connect`,
    enabled_events: ["*"],
    connect: true,
  });
  const destination = await stripe.v2.core.eventDestinations.create({
    name: "deskhand",
    type: "webhook_endpoint",
    event_payload: "thin",
    enabled_events: ["*"],
    webhook_endpoint: { url: `${base}/webhooks/stripe/v2` },
    include: ["webhook_endpoint.signing_secret"],
  });
  const secrets = {
    STRIPE_WEBHOOK_SECRET: platform.secret!,
    STRIPE_CONNECT_WEBHOOK_SECRET: connect.secret!,
    STRIPE_V2_WEBHOOK_SECRET: destination.webhook_endpoint!.signing_secret!,
  };
  fs.writeFileSync(file, JSON.stringify({ base, secrets }), { mode: 0o600 });
  return secrets;
}
