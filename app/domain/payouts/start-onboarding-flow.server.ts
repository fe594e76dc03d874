import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { payoutCurrencyOf, type Rail, railOf } from "#app/domain/agents/rails.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { payoutAccounts } from "#db/schema/payouts.ts";

/**
 * Makes the agent's account with Stripe once (rail A: a recipient; the platform collects fees and losses) and opens Stripe's own page, where
 * identity and bank account are given. What came of it is read by `refreshPayoutAccountFlow`, never from the address people return to.
 * @param returnTo PUBLIC_URL-based address that Stripe sends the person back to
 * @throws NotFound, Forbidden, Conflict where the agent's country cannot be paid yet
 */
export async function startOnboardingFlow(
  db: Db,
  stripe: StripeEdge,
  { agentId, returnTo }: { agentId: string; returnTo: string },
  { actor, now }: Context,
): Promise<{ url: string }> {
  permit(actor, "payouts.manage", { agentId });
  const { person, account } = await db.transaction(async (tx) => {
    const [person] = await tx
      .select({ country: agents.country, name: users.name, email: users.email })
      .from(agents)
      .innerJoin(users, eq(users.id, agents.id))
      .where(eq(agents.id, agentId));
    if (!person) throw new NotFound();
    const currency = payoutCurrencyOf(person.country);
    const rail = railOf(person.country);
    if (!rail || !currency) throw new Conflict("payouts:errors.notPayableThere");
    await tx
      .insert(payoutAccounts)
      .values({ agentId, rail, country: person.country, currency, createdAt: now })
      .onConflictDoNothing();
    const [account] = await tx.select().from(payoutAccounts).where(eq(payoutAccounts.agentId, agentId));
    return { person, account: account! };
  });
  const stripeAccountId = account.stripeAccountId ?? (await openAccount(stripe, { agentId, rail: account.rail }, person));
  if (!account.stripeAccountId)
    await db.update(payoutAccounts).set({ stripeAccountId, state: "onboarding" }).where(eq(payoutAccounts.agentId, agentId));
  const link = await stripe.v2.core.accountLinks.create({
    account: stripeAccountId,
    use_case: {
      type: "account_onboarding",
      account_onboarding: { refresh_url: `${returnTo}?again=1`, return_url: `${returnTo}?back=1` },
    },
  });
  return { url: link.url };
}

/** What each rail needs: a balance that transfers reach, or payments straight to the bank over local networks. */
const capabilities = {
  a: { stripe_balance: { stripe_transfers: { requested: true } } },
  b: { bank_accounts: { local: { requested: true } } },
} as const;

async function openAccount(
  stripe: StripeEdge,
  { agentId, rail }: { agentId: string; rail: Rail },
  { country, name, email }: { country: string; name: string; email: string },
): Promise<string> {
  const account = await stripe.v2.core.accounts.create(
    {
      configuration: { recipient: { capabilities: capabilities[rail] } },
      contact_email: email,
      dashboard: rail === "a" ? "express" : "none",
      defaults: { responsibilities: { fees_collector: "application", losses_collector: "application" } },
      display_name: name,
      identity: { country: country.toLowerCase(), entity_type: "individual" },
      include: ["configuration.recipient"],
      metadata: { agentId },
    },
    { idempotencyKey: `account:${agentId}` },
  );
  if (rail === "b") return account.id;
  // Otherwise Stripe sweeps the account daily, and a payout of ours finds nothing.
  await stripe.balanceSettings.update(
    { payments: { payouts: { schedule: { interval: "manual" } } } },
    { stripeAccount: account.id, idempotencyKey: `manual:${agentId}` },
  );
  return account.id;
}
