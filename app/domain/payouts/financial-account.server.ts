import type Stripe from "stripe";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";

/** The platform's financial account, out of which rail B pays. @throws Error when Global Payouts is not switched on at Stripe */
export async function financialAccountId(stripe: StripeEdge): Promise<string> {
  const { data } = await stripe.v2.moneyManagement.financialAccounts.list({ statuses: ["open"] });
  const account = data.find((one) => one.type === "storage");
  if (!account) throw new Error("Stripe knows no open financial account of the platform: Global Payouts is not switched on");
  return account.id;
}

/** The credit that a payout to the financial account became there; null while it is on its way. */
export async function findReceivedCredit(
  stripe: StripeEdge,
  { id, created }: Pick<Stripe.Payout, "id" | "created">,
): Promise<string | null> {
  for await (const credit of stripe.v2.moneyManagement.receivedCredits.list({ created: { gte: created }, limit: 100 }))
    if (credit.balance_transfer?.payout === id && credit.status === "succeeded") return credit.id;
  return null;
}
