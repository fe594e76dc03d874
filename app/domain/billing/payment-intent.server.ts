import Stripe from "stripe";
import { refusalOf } from "#app/edges/stripe/refusal.server.ts";

export const intentExpand = ["latest_charge.balance_transaction"];

export type Answer = { intent: Stripe.PaymentIntent } | { refusal: { code: string; message: string } };

/** A decline carries the intent it left behind; another plain no carries only its reason. A call that did not get through is thrown. */
export async function answerOf(call: Promise<Stripe.PaymentIntent>): Promise<Answer> {
  try {
    return { intent: await call };
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError && error.payment_intent) return { intent: error.payment_intent };
    const refusal = refusalOf(error);
    if (refusal) return { refusal };
    throw error;
  }
}

/** The charge of a succeeded intent and its movement of the balance. @throws Error when they were not expanded */
export function movementOf(intent: Stripe.PaymentIntent): { charge: Stripe.Charge; movement: Stripe.BalanceTransaction } {
  const charge = intent.latest_charge;
  const movement = charge && typeof charge !== "string" ? charge.balance_transaction : null;
  if (!charge || typeof charge === "string" || !movement || typeof movement === "string")
    throw new Error(`payment intent ${intent.id} came without its balance transaction`);
  return { charge, movement };
}
