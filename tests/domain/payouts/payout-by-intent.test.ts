import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { nextPayout, payoutPage, payoutSettingsOf } from "#app/domain/payouts/earnings.server.ts";
import { quoteRailB } from "#app/domain/payouts/quote-by-payout-intent.server.ts";
import { refreshPayoutAccountFlow } from "#app/domain/payouts/refresh-payout-account-flow.server.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { sendPayoutFlow } from "#app/domain/payouts/send-payout-flow.server.ts";
import { settleOutboundPaymentFlow } from "#app/domain/payouts/settle-outbound-payment-flow.server.ts";
import { startOnboardingFlow } from "#app/domain/payouts/start-onboarding-flow.server.ts";
import { startReconciliation } from "#app/domain/reconciliation/start-reconciliation.server.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { reconciliationRuns } from "#db/schema/reconciliation.ts";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenWorking, work, workTheWeek } from "#tests/factories/billing.ts";
import { type Bank, givenOnboarded, payoutAccountOf, payoutsOf, standingOf, stripeAvailable } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

/** An agent in a country of rail B with 289.40 USD earned in the week of 9 November, onboarded that Monday. */
async function givenEarner(world: MoneyWorld, country = "BR", bank: Bank = "works") {
  const working = await givenWorking(world, { country });
  await givenOnboarded(world, working.freelancer, bank);
  await workTheWeek(world, working);
  return working;
}

const nothing = { pending: "0.00", available: "0.00", onItsWay: "0.00", paidOut: "0.00" };
const minorOf = async ({ db }: MoneyWorld, ...all: Parameters<typeof balanceOf>[1][]) =>
  Promise.all(all.map(async (account) => (await balanceOf(db, account)).minor));
/** What lies between: nothing, once a payout is at its end. */
const between = (world: MoneyWorld, ...currencies: string[]) =>
  minorOf(world, ...currencies.flatMap((one) => [accounts.clearing(one), accounts.stripeInTransit(one)]));
/** What the financial account holds, by its own word and by our books. */
async function inFinancialAccount(world: MoneyWorld, currency = "USD") {
  const [account] = (await world.stripe.v2.moneyManagement.financialAccounts.list()).data;
  const theirs = account!.balance.available[currency.toLowerCase()]!.value;
  const [ours] = await minorOf(world, accounts.stripeBalance(currency, "b"));
  expect(ours).toBe(BigInt(theirs));
  return theirs;
}

/** Every movement on both rails since the world began finds its posting. */
async function expectReconciled(world: MoneyWorld) {
  const { db } = world;
  // The same instant belongs to the span no more.
  await world.advanceTo(new Date(world.now().getTime() + 60_000).toISOString());
  const context = world.deps.context();
  await db.transaction((tx) => startReconciliation(tx, { from: at("2026-11-01T00:00Z"), to: world.now() }, context));
  await world.settle();
  const [run] = await db.select().from(reconciliationRuns).orderBy(reconciliationRuns.startedAt);
  expect(run).toMatchObject({ breaks: 0, timing: 0 });
  return run!.matched;
}

test("onboarding as a recipient: what is asked for, then ready, and the bank account rests", async ({ world }) => {
  const { db, stripe, control } = world;
  const freelancer = await givenAgent(db, { now: world.now(), country: "NG", timeZone: "Africa/Lagos" });
  const { agentId, agent } = freelancer;
  const context = { actor: agent, now: world.now() };
  const returnTo = "https://deskhand.example/agent/payout-account";
  expect(await payoutSettingsOf(db, agentId, agent)).toMatchObject({ rail: "b", localCurrency: "NGN", account: null });
  const { url } = await startOnboardingFlow(db, stripe, { agentId, returnTo }, context);
  expect(url).toContain("/connect/onboarding/");
  await refreshPayoutAccountFlow(db, stripe, { agentId }, context);
  const begun = await payoutAccountOf(db, agentId);
  expect(begun).toMatchObject({ rail: "b", state: "onboarding", currency: "NGN", usableFrom: null, stripePayoutMethodId: null });
  expect(begun.requirements).toContain("identity.individual.date_of_birth");
  await startOnboardingFlow(db, stripe, { agentId, returnTo }, context);
  expect((await payoutAccountOf(db, agentId)).stripeAccountId).toBe(begun.stripeAccountId);

  control.completeRecipient(begun.stripeAccountId!);
  // Only Stripe's thin events tell: the person never came back.
  await world.settle();
  const ready = await payoutAccountOf(db, agentId);
  expect(ready).toMatchObject({ state: "active", requirements: [], bankLast4: "6789", usableFrom: at("2026-11-12T00:00Z") });
  expect(ready.stripePayoutMethodId).toMatch(/^bacc_/);
  expect(ready.stripeSetupIntentId).toMatch(/^osi_/);
  // Another account rests anew.
  await world.advanceTo("2026-11-20T08:00Z");
  control.completeRecipient(begun.stripeAccountId!, "returns");
  await world.settle();
  expect(await payoutAccountOf(db, agentId)).toMatchObject({ bankLast4: "5559", usableFrom: at("2026-11-23T08:00Z") });
});

test.for([
  // 289.40 USD at the sandbox's rate of each currency, which lies 1% below the reference.
  { country: "BR", local: "BRL", rate: "5.171995", arrives: 149_678n },
  { country: "NG", local: "NGN", rate: "1312.902755", arrives: 37_995_406n },
  { country: "VN", local: "VND", rate: "25688.290369", arrives: 7_434_191n },
])(
  "a week, its bill, its release: paid to a bank in $local, to the cent",
  async ({ country, local, rate, arrives }, { world }) => {
    const { agentId, freelancer } = await givenEarner(world, country);
    await world.advanceTo("2026-11-25T12:30Z");
    expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, available: "289.40" });
    const next = await nextPayout(world.db, { agentId, currency: "USD" }, freelancer.agent);
    expect(next).toMatchObject({ rail: "b", localCurrency: local, amount: 28_940n });
    const shown = await quoteRailB(world.stripe, await payoutAccountOf(world.db, agentId), money(28_940n, "USD"));
    expect(shown).toEqual({ local: money(arrives, local), rate, expiresAt: at("2026-11-25T12:35Z") });
    expect(await inFinancialAccount(world)).toBe(0);

    await world.advanceTo("2026-11-25T13:30Z");
    expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, onItsWay: "289.40" });
    const [payout] = await payoutsOf(world.db, agentId);
    expect(payout).toMatchObject({
      rail: "b",
      state: "sent",
      amount: 28_940n,
      fundingAmount: 28_940n,
      localCurrency: local,
      localAmount: arrives,
      exchangeRate: rate,
      arrivesAt: at("2026-11-27T00:00Z"),
    });
    await world.advanceTo("2026-11-27T06:00Z");
    expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "289.40" });
    const page = await payoutPage(world.db, payout!.id, freelancer.agent);
    expect(page.payout.state).toBe("paid");
    expect(await between(world, "USD", local)).toEqual([0n, 0n, 0n, 0n]);
    expect(toMajor(await balanceOf(world.db, accounts.settled("USD")))).toBe("289.40");
    expect(await inFinancialAccount(world)).toBe(0);
    // Charge, its money at the bank of the platform or not, the funding on both sides, and the payment.
    expect(await expectReconciled(world)).toBeGreaterThanOrEqual(4);
  },
);

test.for([
  { bank: "fails" as const, paidOn: null, backOn: "2026-11-27T06:00Z", code: "payout_method_declined" },
  { bank: "fails_late" as const, paidOn: "2026-11-27T06:00Z", backOn: "2026-12-01T06:00Z", code: "payout_method_closed" },
])(
  "a bank that $bank: the whole amount is available again, and the next account takes it out of what came back",
  async ({ bank, paidOn, backOn, code }, { world }) => {
    const { agentId, freelancer } = await givenEarner(world, "BR", bank);
    if (paidOn) {
      await world.advanceTo(paidOn);
      expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "289.40" });
    }
    await world.advanceTo(backOn);
    expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, available: "289.40" });
    const [failed] = await payoutsOf(world.db, agentId);
    expect(failed).toMatchObject({ state: "failed", failureCode: code });
    expect(await between(world, "USD", "BRL")).toEqual([0n, 0n, 0n, 0n]);
    expect(await inFinancialAccount(world)).toBe(28_940);
    // Nothing is left at Stripe that somebody could still confirm.
    const intent = await world.stripe.v2.moneyManagement.payoutIntents.retrieve(failed!.stripePayoutIntentId!);
    expect(intent.status).toBe("canceled");
    expect(await payoutAccountOf(world.db, agentId)).toMatchObject({ state: "restricted", bankLast4: null });
    const ask = () =>
      world.db.transaction((tx) =>
        requestPayout(tx, { agentId, currency: "USD" }, { actor: freelancer.agent, now: world.now() }),
      );
    await expect(ask()).rejects.toMatchObject({ key: "payouts:hindrance.restricted" });
    await givenOnboarded(world, freelancer);
    await expect(ask()).rejects.toMatchObject({ key: "payouts:hindrance.methodRests" });

    await world.advanceTo("2026-12-12T00:00Z");
    expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "289.40" });
    const [again] = await payoutsOf(world.db, agentId);
    expect(again).toMatchObject({ state: "paid", fundingAmount: 0n, stripeFundingPayoutId: null });
    expect(await inFinancialAccount(world)).toBe(0);
    expect(await between(world, "USD", "BRL")).toEqual([0n, 0n, 0n, 0n]);
    await expectReconciled(world);
  },
);

test("money that is on its way to the financial account is waited for, and the payout goes on when it is there", async ({
  world,
}) => {
  const { agentId } = await givenEarner(world);
  world.control.setFundingTime(2 * 3_600_000);
  await world.advanceTo("2026-11-25T13:30Z");
  const [waiting] = await payoutsOf(world.db, agentId);
  expect(waiting).toMatchObject({ state: "reserved", fundingAmount: 28_940n, fundedAt: null, stripePayoutIntentId: null });
  expect(await minorOf(world, accounts.stripeInTransit("USD"))).toEqual([28_940n]);
  expect(await inFinancialAccount(world)).toBe(0);
  await world.advanceTo("2026-11-25T15:30Z");
  expect((await payoutsOf(world.db, agentId))[0]).toMatchObject({ state: "sent" });
  await world.advanceTo("2026-11-28T00:00Z");
  expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "289.40" });
  await expectReconciled(world);
});

test("funding that does not get there comes back, is booked so, and is tried again within the hour", async ({ world }) => {
  const { agentId } = await givenEarner(world);
  world.control.failFunding();
  await world.advanceTo("2026-11-25T13:10Z");
  const [waiting] = await payoutsOf(world.db, agentId);
  expect(waiting).toMatchObject({ state: "held", holdReason: "funds", attempts: 1, stripeFundingPayoutId: null });
  expect(await between(world, "USD")).toEqual([0n, 0n]);
  await world.advanceTo("2026-11-25T15:00Z");
  expect((await payoutsOf(world.db, agentId))[0]).toMatchObject({ state: "sent", holdReason: null });
  await world.advanceTo("2026-11-28T00:00Z");
  expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "289.40" });
  expect(await inFinancialAccount(world)).toBe(0);
  await expectReconciled(world);
});

test("a balance that is too low is waited for, without giving anything back", async ({ world }) => {
  const { agentId } = await givenEarner(world);
  await world.advanceTo("2026-11-25T12:30Z");
  const { usd } = await stripeAvailable(world);
  // Somebody sent the money to the platform's bank by hand.
  await world.stripe.payouts.create({ amount: usd!, currency: "usd" });
  const context = world.deps.context();
  const { id: payoutId } = await world.db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, context));
  expect(await sendPayoutFlow(world.db, world.stripe, { payoutId }, context)).toBe("held");
  expect((await payoutsOf(world.db, agentId))[0]).toMatchObject({ holdReason: "funds", attempts: 1 });
  expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, onItsWay: "289.40" });
  await world.settle();
});

test("what somebody brings to the financial account by hand is booked, and the next payout uses it", async ({ world }) => {
  const { agentId } = await givenEarner(world);
  await world.advanceTo("2026-11-25T12:30Z");
  const { id: financial } = (await world.stripe.v2.moneyManagement.financialAccounts.list()).data[0]!;
  await world.stripe.payouts.create({ amount: 20_000, currency: "usd", payout_method: financial });
  await world.settle();
  expect(await inFinancialAccount(world)).toBe(20_000);
  await world.advanceTo("2026-11-28T00:00Z");
  expect((await payoutsOf(world.db, agentId))[0]).toMatchObject({ state: "paid", fundingAmount: 8_940n });
  expect(await inFinancialAccount(world)).toBe(0);
  expect(await between(world, "USD", "BRL")).toEqual([0n, 0n, 0n, 0n]);
  await expectReconciled(world);
});

test("two agents at once share what came back: together they bring exactly what is lacking", async ({ world }) => {
  const first = await givenEarner(world, "BR", "fails");
  await world.advanceTo("2026-11-27T06:00Z");
  expect(await inFinancialAccount(world)).toBe(28_940);
  await givenOnboarded(world, first.freelancer);
  const second = await givenWorking(world, { country: "KE", people: first.people });
  await givenOnboarded(world, second.freelancer);
  await work(world.db, second, "2026-11-30", 479);
  await world.advanceTo("2026-12-19T00:00Z");
  for (const { agentId } of [first, second]) expect((await payoutsOf(world.db, agentId))[0]).toMatchObject({ state: "paid" });
  const brought = [...(await payoutsOf(world.db, first.agentId)), ...(await payoutsOf(world.db, second.agentId))];
  // 289.40 failed and was used again; the other's 57.88 was brought.
  expect(brought.map((one) => one.fundingAmount).sort()).toEqual([0n, 28_940n, 5_788n]);
  expect(await inFinancialAccount(world)).toBe(0);
});

/** Each place where a call's answer may be lost: the work was done, and nobody heard. */
test.for([
  { lost: "the answer to the funding", method: "POST", path: "/v1/payouts" },
  { lost: "what the financial account received", method: "GET", path: "/v2/money_management/received_credits" },
  { lost: "the answer to the intent", method: "POST", path: "/v2/money_management/payout_intents" },
  { lost: "the intent read again", method: "GET", path: "/v2/money_management/payout_intents" },
  { lost: "the payment", method: "GET", path: "/v2/money_management/outbound_payments" },
])("killed after $lost, it goes on and pays once", async ({ method, path }, { world }) => {
  const { agentId } = await givenEarner(world);
  await world.advanceTo("2026-11-25T12:30Z");
  const context = world.deps.context();
  const { id: payoutId } = await world.db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, context));
  world.control.setFaults([{ method, path, times: 3, drop: true, after: true }]);
  await expect(sendPayoutFlow(world.db, world.stripe, { payoutId }, context)).rejects.toThrow();
  world.control.setFaults([]);
  await sendPayoutFlow(world.db, world.stripe, { payoutId }, context);
  await world.advanceTo("2026-11-28T00:00Z");
  expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "289.40" });
  const { moneyManagement } = world.stripe.v2;
  expect((await moneyManagement.outboundPayments.list()).data).toHaveLength(1);
  expect((await moneyManagement.receivedCredits.list()).data).toHaveLength(1);
  expect(await inFinancialAccount(world)).toBe(0);
  expect(await between(world, "USD", "BRL")).toEqual([0n, 0n, 0n, 0n]);
  await expectReconciled(world);
});

test("sent twice at once, told twice and out of order, it is paid once", async ({ world }) => {
  const { agentId } = await givenEarner(world);
  await world.advanceTo("2026-11-25T12:30Z");
  const context = world.deps.context();
  const { id: payoutId } = await world.db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, context));
  await Promise.all([1, 2, 3].map(() => sendPayoutFlow(world.db, world.stripe, { payoutId }, context)));
  await world.advanceTo("2026-11-28T00:00Z");
  const [payout] = await payoutsOf(world.db, agentId);
  const told = { outboundPaymentId: payout!.stripeOutboundPaymentId! };
  for (let i = 0; i < 2; i++) await settleOutboundPaymentFlow(world.db, world.stripe, told, world.deps.context());
  expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "289.40" });
  expect((await world.stripe.v2.moneyManagement.outboundPayments.list()).data).toHaveLength(1);
});

test("what Stripe refuses gives the money back, and an agent who became restricted is told", async ({ world }) => {
  const { agentId } = await givenEarner(world);
  await world.advanceTo("2026-11-25T12:30Z");
  const account = await payoutAccountOf(world.db, agentId);
  const context = world.deps.context();
  const { id: payoutId } = await world.db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, context));
  world.control.restrictAccount(account.stripeAccountId!);
  expect(await sendPayoutFlow(world.db, world.stripe, { payoutId }, context)).toBe("failed");
  expect((await payoutsOf(world.db, agentId))[0]).toMatchObject({ state: "failed", failureCode: "capability_not_enabled" });
  expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, available: "289.40" });
  expect((await payoutAccountOf(world.db, agentId)).state).toBe("restricted");
  expect(await inFinancialAccount(world)).toBe(28_940);
  await expectReconciled(world);
});

test("nobody but the system sends, and a stranger's account is nobody's", async ({ world }) => {
  const { agentId, freelancer } = await givenEarner(world);
  const other = await givenAgent(world.db, { now: world.now(), country: "MX", timeZone: "America/Mexico_City" });
  const { owner } = await givenBusiness(world.db);
  await world.advanceTo("2026-11-25T12:30Z");
  const system = world.deps.context();
  const { id: payoutId } = await world.db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, system));
  for (const actor of [freelancer.agent, other.agent, owner, await givenStaff(world.db, ["operator"])]) {
    const context = { actor, now: world.now() };
    const attempts = [
      sendPayoutFlow(world.db, world.stripe, { payoutId }, context),
      settleOutboundPaymentFlow(world.db, world.stripe, { outboundPaymentId: "obp_1" }, context),
    ];
    for (const one of await Promise.allSettled(attempts)) {
      const reason = one.status === "rejected" ? one.reason : null;
      expect([Forbidden, NotFound].some((kind) => reason instanceof kind)).toBe(true);
    }
  }
  for (const actor of [other.agent, owner]) {
    const context = { actor, now: world.now() };
    await expect(refreshPayoutAccountFlow(world.db, world.stripe, { agentId }, context)).rejects.toBeInstanceOf(NotFound);
  }
  expect((await payoutsOf(world.db, agentId))[0]!.state).toBe("reserved");
});
