import { payoutSettingsOf } from "#app/domain/payouts/earnings.server.ts";
import { refreshPayoutAccountFlow } from "#app/domain/payouts/refresh-payout-account-flow.server.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { startOnboardingFlow } from "#app/domain/payouts/start-onboarding-flow.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenOnboarded, payoutAccountOf } from "#tests/factories/payouts.ts";
import { expect, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

const returnTo = "https://deskhand.example/agent/payout-account";

test("onboarding at Stripe: what is asked for is listed, then the account is ready and its bank rests for three days", async ({
  world,
}) => {
  const { db, stripe, control } = world;
  const freelancer = await givenAgent(db, { now: world.now(), country: "PL" });
  const { agentId, agent } = freelancer;
  const context = { actor: agent, now: world.now() };
  const { url } = await startOnboardingFlow(db, stripe, { agentId, returnTo }, context);
  expect(url).toContain("/connect/onboarding/");
  await refreshPayoutAccountFlow(db, stripe, { agentId }, context);
  const begun = await payoutAccountOf(db, agentId);
  expect(begun).toMatchObject({ state: "onboarding", currency: "PLN", usableFrom: null, bankLast4: null });
  expect(begun.requirements).toContain("configuration.recipient.default_outbound_destination");
  // Opened a second time it is the same account at Stripe.
  await startOnboardingFlow(db, stripe, { agentId, returnTo }, context);
  expect((await payoutAccountOf(db, agentId)).stripeAccountId).toBe(begun.stripeAccountId);

  control.completeOnboarding(begun.stripeAccountId!, { givenName: "Ana", surname: "Almeida" });
  // Only Stripe's events tell: the person never came back.
  await world.settle();
  const ready = await payoutAccountOf(db, agentId);
  expect(ready).toMatchObject({ state: "active", requirements: [], bankLast4: "6789", usableFrom: at("2026-11-12T00:00Z") });
  const settings = await stripe.balanceSettings.retrieve({}, { stripeAccount: ready.stripeAccountId! });
  expect(settings.payments.payouts?.schedule?.interval).toBe("manual");
});

test("another bank account rests anew; the same one read again does not", async ({ world }) => {
  const { db, stripe, control } = world;
  const freelancer = await givenAgent(db, { now: world.now() });
  const { agentId, agent } = freelancer;
  const account = await givenOnboarded(world, freelancer);
  await world.advanceTo("2026-11-20T08:00Z");
  await refreshPayoutAccountFlow(db, stripe, { agentId }, { actor: agent, now: world.now() });
  expect((await payoutAccountOf(db, agentId)).usableFrom).toEqual(at("2026-11-12T00:00Z"));
  control.completeOnboarding(account.stripeAccountId!, { bank: "fails" });
  await refreshPayoutAccountFlow(db, stripe, { agentId }, { actor: agent, now: world.now() });
  expect(await payoutAccountOf(db, agentId)).toMatchObject({ bankLast4: "1113", usableFrom: at("2026-11-23T08:00Z") });
  // One that ends in the same digits is another one all the same.
  await world.advanceTo("2026-11-26T08:00Z");
  control.completeOnboarding(account.stripeAccountId!, { bank: "fails" });
  await refreshPayoutAccountFlow(db, stripe, { agentId }, { actor: agent, now: world.now() });
  expect(await payoutAccountOf(db, agentId)).toMatchObject({ bankLast4: "1113", usableFrom: at("2026-11-29T08:00Z") });
});

test("a country that Stripe does not reach is told so before any work, and gets no account", async ({ world }) => {
  const { db, stripe } = world;
  const { agentId, agent } = await givenAgent(db, {
    now: world.now(),
    country: "AR",
    timeZone: "America/Argentina/Buenos_Aires",
  });
  const begin = startOnboardingFlow(db, stripe, { agentId, returnTo }, { actor: agent, now: world.now() });
  await expect(begin).rejects.toMatchObject({ status: 409, key: "payouts:errors.notPayableThere" });
  expect(await payoutSettingsOf(db, agentId, agent)).toMatchObject({
    country: "AR",
    rail: null,
    account: null,
    localCurrency: null,
  });
});

test("before onboarding, and while the bank account rests, nothing is paid out: the reason says which", async ({ world }) => {
  const { db } = world;
  const freelancer = await givenAgent(db, { now: world.now() });
  const { agentId, agent } = freelancer;
  const ask = () => db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, { actor: agent, now: world.now() }));
  await expect(ask()).rejects.toMatchObject({ key: "payouts:hindrance.noAccount" });
  await givenOnboarded(world, freelancer);
  await expect(ask()).rejects.toMatchObject({ key: "payouts:hindrance.methodRests", params: { date: "2026-11-12" } });
  await world.advanceTo("2026-11-12T00:00Z");
  await expect(ask()).rejects.toMatchObject({ key: "payouts:hindrance.nothingAvailable" });
  await expect(ask()).rejects.toBeInstanceOf(Conflict);
});

test("an agent's payout account is nobody else's", async ({ world }) => {
  const { db, stripe } = world;
  const mine = await givenAgent(db, { now: world.now() });
  await givenOnboarded(world, mine);
  const other = await givenAgent(db, { now: world.now() });
  const { owner } = await givenBusiness(db);
  for (const actor of [other.agent, owner]) {
    const context = { actor, now: world.now() };
    const { agentId } = mine;
    await expect(startOnboardingFlow(db, stripe, { agentId, returnTo }, context)).rejects.toBeInstanceOf(NotFound);
    await expect(refreshPayoutAccountFlow(db, stripe, { agentId }, context)).rejects.toBeInstanceOf(NotFound);
    await expect(payoutSettingsOf(db, agentId, actor)).rejects.toBeInstanceOf(NotFound);
  }
});
