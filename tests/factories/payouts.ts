import { desc, eq } from "drizzle-orm";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { refreshPayoutAccountFlow } from "#app/domain/payouts/refresh-payout-account-flow.server.ts";
import { startOnboardingFlow } from "#app/domain/payouts/start-onboarding-flow.server.ts";
import { toMajor } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { payoutAccounts, payouts } from "#db/schema/payouts.ts";
import { taxProfiles } from "#db/schema/taxes.ts";
import type { GivenAgent } from "#tests/factories/agents.ts";
import type { MoneyWorld } from "#tests/setup/money.ts";

export type Bank = "works" | "fails" | "fails_late";

/** The agent's tax form, signed: without it nothing is paid out. */
export async function givenTaxForm(db: Db, agentId: string, signedAt: Date): Promise<void> {
  const subject = { subjectKind: "agent" as const, subjectId: agentId };
  const profile = { legalName: "Ana Almeida", entity: "individual" as const, country: "PT", form: "DAC7" as const };
  await db
    .insert(taxProfiles)
    .values({ ...subject, ...profile, signedName: "Ana Almeida", signedAt, updatedAt: signedAt })
    .onConflictDoNothing();
}

/** The agent goes through Stripe's hosted onboarding, and comes back; the tax form is signed. */
export async function givenOnboarded(
  { db, stripe, control, now, settle }: MoneyWorld,
  { agentId, agent }: GivenAgent,
  bank: Bank = "works",
) {
  const context = { actor: agent, now: now() };
  await givenTaxForm(db, agentId, now());
  await startOnboardingFlow(db, stripe, { agentId, returnTo: "https://deskhand.example/agent/payout-account" }, context);
  const account = await payoutAccountOf(db, agentId);
  control.completeOnboarding(account.stripeAccountId!, { givenName: "Ana", surname: "Almeida", bank });
  await refreshPayoutAccountFlow(db, stripe, { agentId }, context);
  await settle();
  return payoutAccountOf(db, agentId);
}

export async function payoutAccountOf(db: Db, agentId: string) {
  const [account] = await db.select().from(payoutAccounts).where(eq(payoutAccounts.agentId, agentId));
  if (!account) throw new Error("there is no payout account");
  return account;
}

export function payoutsOf(db: Db, agentId: string) {
  return db.select().from(payouts).where(eq(payouts.agentId, agentId)).orderBy(desc(payouts.reservedAt), desc(payouts.id));
}

/** Where an agent's money stands in a currency, major units. */
export async function standingOf(db: Db, agentId: string, currency = "USD") {
  const of = async (account: (id: string, currency: string) => Parameters<typeof balanceOf>[1]) =>
    toMajor(await balanceOf(db, account(agentId, currency)));
  return {
    pending: await of(accounts.pending),
    available: await of(accounts.available),
    onItsWay: await of(accounts.inTransit),
    paidOut: await of(accounts.paidOut),
  };
}

/** What Stripe holds for an account: available minor units by currency. */
export async function stripeAvailable({ stripe }: MoneyWorld, stripeAccount?: string): Promise<Record<string, number>> {
  const balance = await stripe.balance.retrieve({}, stripeAccount ? { stripeAccount } : {});
  return Object.fromEntries(balance.available.filter((one) => one.amount !== 0).map((one) => [one.currency, one.amount]));
}
