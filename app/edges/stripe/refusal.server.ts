import Stripe from "stripe";

/**
 * Stripe's plain no (4xx), as against a call that did not get through, came too fast or was not ours to make: those are tried again under the same key.
 * That a key was used for something else is no answer either: what it was used for may have moved money.
 */
export function refusalOf(error: unknown): { code: string; message: string } | null {
  if (!(error instanceof Stripe.errors.StripeError)) return null;
  if (error instanceof Stripe.errors.StripeIdempotencyError) return null;
  const status = error.statusCode ?? 0;
  if (status < 400 || status >= 500 || [401, 403, 409, 429].includes(status)) return null;
  return { code: error.code ?? error.type, message: error.message };
}
