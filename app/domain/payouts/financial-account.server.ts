import type Stripe from "stripe";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";

type Credit = Stripe.V2.MoneyManagement.ReceivedCredit;

/** The platform's financial account, out of which rail B pays. @throws Error when Global Payouts is not switched on at Stripe */
export async function financialAccountId(stripe: StripeEdge): Promise<string> {
  const { data } = await stripe.v2.moneyManagement.financialAccounts.list({ statuses: ["open"] });
  const account = data.find((one) => one.type === "storage");
  if (!account) throw new Error("Stripe knows no open financial account of the platform: Global Payouts is not switched on");
  return account.id;
}

/**
 * The credit that a payout to the financial account became there; null while it is on its way. On a pay day there are thousands of the same
 * second, and Stripe has no filter for one: right after it was sent the newest are looked at, since its event names the credit; later all.
 */
export async function findReceivedCredit(
  stripe: StripeEdge,
  { id, created }: Pick<Stripe.Payout, "id" | "created">,
  among: "newest" | "all",
): Promise<string | null> {
  const page = stripe.v2.moneyManagement.receivedCredits.list({ created: { gte: created }, limit: 100 });
  const is = (credit: Credit) => credit.balance_transfer?.payout === id && credit.status === "succeeded";
  if (among === "newest") return (await page).data.find(is)?.id ?? null;
  for await (const credit of page) if (is(credit)) return credit.id;
  return null;
}
