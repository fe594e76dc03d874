import express from "express";
import { verifyThinWebhook, verifyWebhook } from "#app/edges/stripe/verify-webhook.server.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";
import { type InboxMessage, receive } from "#app/kernel/inbox.server.ts";

/**
 * Stripe's three webhooks: the platform's events, those of connected accounts, and thin v2 events. Verified on the raw body, stored once by the
 * event's id, answered at once; the work comes later (money.md, "Webhooks"). 400 for what no secret of ours signed.
 */
export function stripeWebhooks({ db, stripe, clock, env }: Pick<ServerDeps, "db" | "stripe" | "clock" | "env">): express.Router {
  const router = express.Router();
  const raw = express.raw({ type: () => true, limit: "1mb" });
  const endpoint = (path: string, read: (body: Buffer, signature: string | undefined) => InboxMessage | null) =>
    router.post(path, raw, async (request, response, next) => {
      try {
        const message = Buffer.isBuffer(request.body) ? read(request.body, request.header("stripe-signature")) : null;
        if (!message) return void response.status(400).json({ error: "the signature does not match" });
        await db.transaction((tx) => receive(tx, message, clock.now()));
        response.json({ received: true });
      } catch (error) {
        next(error);
      }
    });

  const snapshot = (secrets: string[]) => (body: Buffer, signature: string | undefined) => {
    const event = verifyWebhook(stripe, body, signature, secrets);
    if (!event) return null;
    const payload = event as unknown as Record<string, unknown>;
    return { source: "stripe", externalId: event.id, type: event.type, account: event.account ?? null, payload };
  };
  endpoint("/webhooks/stripe", snapshot(secretsIn(env.STRIPE_WEBHOOK_SECRET)));
  endpoint("/webhooks/stripe/connect", snapshot(secretsIn(env.STRIPE_CONNECT_WEBHOOK_SECRET)));
  endpoint("/webhooks/stripe/v2", (body, signature) => {
    const event = verifyThinWebhook(stripe, body, signature, secretsIn(env.STRIPE_V2_WEBHOOK_SECRET));
    if (!event) return null;
    const payload = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
    const related = payload.related_object as { id?: string } | undefined;
    return { source: "stripe-v2", externalId: event.id, type: event.type, account: related?.id ?? null, payload };
  });
  return router;
}

/** Two secrets, by a comma, while one is being rolled. */
function secretsIn(setting: string | undefined): string[] {
  return (setting ?? "").split(",").filter(Boolean);
}
