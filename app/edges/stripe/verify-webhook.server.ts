import type Stripe from "stripe";
import type { StripeEdge } from "./stripe.server.ts";

/** Older signatures are refused (docs.stripe.com/webhooks#replay-attacks); measured on real time, not on the business clock. */
const TOLERANCE_SECONDS = 300;

/**
 * A v1 event out of a webhook, or null when no secret signed exactly these bytes within the tolerance. The header may carry several
 * signatures, and there may be two secrets while one is being rolled.
 * @param body the raw body, as it came
 */
export function verifyWebhook(
  stripe: StripeEdge,
  body: Buffer,
  signature: string | undefined,
  secrets: readonly string[],
): Stripe.Event | null {
  return firstThat(secrets, (secret) => stripe.webhooks.constructEvent(body, signature ?? "", secret, TOLERANCE_SECONDS));
}

/** The same for a v2 endpoint: a thin event names its object and carries none of it. */
export function verifyThinWebhook(
  stripe: StripeEdge,
  body: Buffer,
  signature: string | undefined,
  secrets: readonly string[],
): Stripe.V2.Core.EventNotification | null {
  return firstThat(secrets, (secret) => stripe.parseEventNotification(body, signature ?? "", secret, TOLERANCE_SECONDS));
}

function firstThat<T>(secrets: readonly string[], read: (secret: string) => T): T | null {
  for (const secret of secrets) {
    try {
      return read(secret);
    } catch {
      // Not signed with this secret, too old, or no event: the caller answers 400 alike.
    }
  }
  return null;
}
