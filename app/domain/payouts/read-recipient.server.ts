import type Stripe from "stripe";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";

/** What Stripe says of an agent's account, on either rail. */
export interface AccountAtStripe {
  /** Money may be sent to it. */
  able: boolean;
  requirements: string[];
  /** Until when Stripe wants them. */
  dueAt: Date | null;
  bank: { id: string; last4: string; currency: string | null } | null;
  /** Rail B only. */
  recipient?: { stripeSetupIntentId: string | null; stripePayoutMethodId: string | null };
}

/**
 * A recipient of Global Payouts as Stripe knows it (rail B). A bank account that was given but not set up for payments yet is set up; one that
 * sent money back is passed over.
 */
export async function readRecipient(stripe: StripeEdge, recipient: string): Promise<AccountAtStripe> {
  const its = { stripeContext: recipient };
  const { payoutMethods, outboundSetupIntents } = stripe.v2.moneyManagement;
  const [account, methods] = await Promise.all([
    stripe.v2.core.accounts.retrieve(recipient, { include: ["configuration.recipient", "requirements"] }),
    payoutMethods.list({ usage_status: { payments: ["eligible", "disabled"] } }, its),
  ]);
  // Stripe lists the newest first: the one that was given last counts.
  const [method] = methods.data.filter((one) => one.bank_account && !one.restricted);
  const setUp =
    method?.usage_status.payments === "disabled"
      ? (
          await outboundSetupIntents.create(
            { payout_method: method.id, usage_intent: "payment" },
            { ...its, idempotencyKey: `setup:${method.id}` },
          )
        ).id
      : method?.latest_outbound_setup_intent;
  return {
    able: account.configuration?.recipient?.capabilities?.bank_accounts?.local?.status === "active",
    ...openAt(account),
    bank: method
      ? {
          id: method.id,
          last4: method.bank_account!.last4,
          currency: method.bank_account!.supported_currencies[0]?.toUpperCase() ?? null,
        }
      : null,
    recipient: { stripeSetupIntentId: setUp ?? null, stripePayoutMethodId: method?.id ?? null },
  };
}

/** What Stripe still asks for, and until when. */
export function openAt({ requirements }: Stripe.V2.Core.Account): Pick<AccountAtStripe, "requirements" | "dueAt"> {
  const due = requirements?.summary?.minimum_deadline?.time;
  return {
    requirements: (requirements?.entries ?? []).map((entry) => entry.description),
    dueAt: due ? new Date(due) : null,
  };
}
