import { sql } from "drizzle-orm";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { nextPayout, payoutPage } from "#app/domain/payouts/earnings.server.ts";
import { failPayoutFlow } from "#app/domain/payouts/fail-payout-flow.server.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { sendPayoutFlow } from "#app/domain/payouts/send-payout-flow.server.ts";
import { settlePayout } from "#app/domain/payouts/settle-payout.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { ledgerBalances } from "#db/schema/ledger.ts";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenWorking, work, workTheWeek } from "#tests/factories/billing.ts";
import { type Bank, givenOnboarded, payoutAccountOf, payoutsOf, standingOf, stripeAvailable } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

/** An agent of a country with 289.40 USD earned in the week of 9 November, onboarded that Monday. */
async function givenEarner(world: MoneyWorld, country: string, bank: Bank = "works") {
  const working = await givenWorking(world, { country });
  await givenOnboarded(world, working.freelancer, bank);
  await workTheWeek(world, working);
  return working;
}

const nothing = { pending: "0.00", available: "0.00", onItsWay: "0.00", paidOut: "0.00" };
const clearingOf = async ({ db }: MoneyWorld, ...currencies: string[]) =>
  Promise.all(currencies.map(async (currency) => (await balanceOf(db, accounts.clearing(currency))).minor));

test.for([
  // 289.40 USD at the sandbox's rate of each currency, which lies 1% below the reference.
  { country: "PT", local: "EUR", rate: "0.871423", arrives: 25_219n },
  { country: "PL", local: "PLN", rate: "3.810813", arrives: 110_285n },
  { country: "US", local: "USD", rate: null, arrives: 28_940n },
])(
  "a USD contract is paid to a bank in $local on the Wednesday, to the cent",
  async ({ country, local, rate, arrives }, { world }) => {
    const { agentId, freelancer } = await givenEarner(world, country);
    await world.advanceTo("2026-11-25T11:59Z");
    expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, pending: "289.40" });
    await world.advanceTo("2026-11-25T12:30Z");
    expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, available: "289.40" });
    await world.advanceTo("2026-11-25T13:30Z");
    expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, onItsWay: "289.40" });
    const [payout] = await payoutsOf(world.db, agentId);
    expect(payout).toMatchObject({
      state: "sent",
      amount: 28_940n,
      localCurrency: local,
      localAmount: arrives,
      exchangeRate: rate,
    });

    await world.advanceTo("2026-11-27T06:00Z");
    expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "289.40" });
    const page = await payoutPage(world.db, payout!.id, freelancer.agent);
    expect(page.payout.state).toBe("paid");
    expect(page.items.map((item) => [item.release.week, item.release.amount])).toEqual([["2026-11-09", 28_940n]]);
    expect(await clearingOf(world, "USD", local)).toEqual([0n, 0n]);
    expect(toMajor(await balanceOf(world.db, accounts.settled("USD")))).toBe("289.40");
    for (const currency of ["USD", local]) expect((await balanceOf(world.db, accounts.stripeInTransit(currency))).minor).toBe(0n);
    const account = await payoutAccountOf(world.db, agentId);
    expect(await stripeAvailable(world, account.stripeAccountId!)).toEqual({});
  },
);

test("a bank that takes whole units: the rest is carried, is the agent's, and goes out with the next payout", async ({
  world,
}) => {
  const working = await givenEarner(world, "HU");
  const { agentId } = working;
  await work(world.db, working, "2026-11-16", 479);
  await world.advanceTo("2026-11-28T00:00Z");
  // 289.40 x 320.227191 = 92,673.75 forints: 92,673 go to the bank, 0.75 stay.
  const [first] = await payoutsOf(world.db, agentId);
  expect(first).toMatchObject({ state: "paid", localAmount: 9_267_300n, localCurrency: "HUF" });
  expect(await standingOf(world.db, agentId, "HUF")).toEqual({ ...nothing, onItsWay: "0.75" });
  expect(await clearingOf(world, "USD", "HUF")).toEqual([0n, 0n]);
  const { stripeAccountId } = await payoutAccountOf(world.db, agentId);
  expect(await stripeAvailable(world, stripeAccountId!)).toEqual({ huf: 75 });

  await world.advanceTo("2026-12-05T00:00Z");
  // 57.88 x 320.227191 = 18,534.75; with the 0.75 there are 18,535.50 forints.
  const [second] = await payoutsOf(world.db, agentId);
  expect(second).toMatchObject({ state: "paid", amount: 5_788n, localAmount: 1_853_500n });
  expect(await standingOf(world.db, agentId, "HUF")).toEqual({ ...nothing, onItsWay: "0.50" });
  expect(await stripeAvailable(world, stripeAccountId!)).toEqual({ huf: 50 });
  expect(await clearingOf(world, "USD", "HUF")).toEqual([0n, 0n]);
});

test.for([
  { bank: "fails" as const, paidOn: null, backOn: "2026-11-27T06:00Z" },
  { bank: "fails_late" as const, paidOn: "2026-11-27T06:00Z", backOn: "2026-12-01T06:00Z" },
])(
  "a bank that $bank gives the whole amount back, and the next account takes it",
  async ({ bank, paidOn, backOn }, { world }) => {
    const { agentId, freelancer } = await givenEarner(world, "PL", bank);
    if (paidOn) {
      await world.advanceTo(paidOn);
      expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "289.40" });
    }
    await world.advanceTo(backOn);
    expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, available: "289.40" });
    const [failed] = await payoutsOf(world.db, agentId);
    expect(failed).toMatchObject({ state: "failed", failureCode: "account_closed" });
    expect(await clearingOf(world, "USD", "PLN")).toEqual([0n, 0n]);
    const account = await payoutAccountOf(world.db, agentId);
    expect(account).toMatchObject({ state: "restricted", bankLast4: null });
    expect(await stripeAvailable(world, account.stripeAccountId!)).toEqual({});
    const ask = () =>
      world.db.transaction((tx) =>
        requestPayout(tx, { agentId, currency: "USD" }, { actor: freelancer.agent, now: world.now() }),
      );
    await expect(ask()).rejects.toMatchObject({ key: "payouts:hindrance.restricted" });

    await givenOnboarded(world, freelancer);
    await expect(ask()).rejects.toMatchObject({ key: "payouts:hindrance.methodRests" });
    // The next Wednesday after the rest pays it out by itself.
    await world.advanceTo("2026-12-12T00:00Z");
    expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "289.40" });
    expect((await payoutsOf(world.db, agentId)).map((one) => one.state)).toEqual(["paid", "failed"]);
  },
);

test("a late failure whose remainder another payout has carried away: the agent gets all, a cent stays with the platform", async ({
  world,
}) => {
  const { db } = world;
  const first = await givenEarner(world, "HU", "fails_late");
  const { agentId, freelancer, people } = first;
  // 307 minutes at 13.33 EUR are 68.21; at 363.801156 they are 24,814.88 forints.
  const second = await givenWorking(world, { people, agent: freelancer, rate: money(1_333n, "EUR") });
  await work(db, second, "2026-11-14", 307);
  await world.advanceTo("2026-11-25T12:30Z");
  const ask = (currency: string) =>
    db.transaction((tx) => requestPayout(tx, { agentId, currency }, { actor: freelancer.agent, now: world.now() }));
  await ask("EUR");
  await world.settle();
  expect(await standingOf(db, agentId, "HUF")).toEqual({ ...nothing, onItsWay: "0.88" });
  await ask("USD");
  const { stripeAccountId } = await payoutAccountOf(db, agentId);
  world.control.completeOnboarding(stripeAccountId!, { bank: "works" });
  await world.settle();
  // 92,673.75 arrived, and a quarter of a forint of the 0.88 went out with them.
  expect(await standingOf(db, agentId, "HUF")).toEqual({ ...nothing, onItsWay: "0.63" });

  await world.advanceTo("2026-12-01T06:00Z");
  expect(await standingOf(db, agentId, "EUR")).toEqual({ ...nothing, available: "68.21" });
  expect(await standingOf(db, agentId, "USD")).toEqual({ ...nothing, paidOut: "289.40" });
  expect(toMajor(await balanceOf(db, accounts.fx("EUR")))).toBe("0.01");
  const { huf = 0 } = await stripeAvailable(world, stripeAccountId!);
  expect(await standingOf(db, agentId, "HUF")).toEqual({ ...nothing, onItsWay: (huf / 100).toFixed(2) });
  expect(huf).toBe(339);
  expect(await clearingOf(world, "EUR", "HUF", "USD")).toEqual([0n, 0n, 0n]);
});

test.for([
  { what: "the transfer", method: "POST", path: "/v1/transfers" },
  { what: "the reading of what arrived", method: "GET", path: "/v1/charges" },
  { what: "the payout", method: "POST", path: "/v1/payouts" },
])("killed at $what and run again, the money moves once", async ({ method, path }, { world }) => {
  const { agentId } = await givenEarner(world, "PT");
  world.control.setFaults([{ method, path, times: 3, drop: true, after: true }]);
  await expect(world.advanceTo("2026-11-25T14:00Z")).rejects.toThrow();
  const [cut] = await payoutsOf(world.db, agentId);
  expect(["reserved", "transferred"]).toContain(cut!.state);
  expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, onItsWay: "289.40" });
  // The job comes back.
  const again = () => sendPayoutFlow(world.db, world.stripe, { payoutId: cut!.id }, world.deps.context());
  expect(await again()).toBe("sent");
  expect(await again()).toBe("sent");
  await world.advanceTo("2026-11-28T00:00Z");
  expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "289.40" });
  expect((await world.stripe.transfers.list()).data).toHaveLength(1);
  const { stripeAccountId } = await payoutAccountOf(world.db, agentId);
  expect((await world.stripe.payouts.list({}, { stripeAccount: stripeAccountId! })).data).toHaveLength(1);
});

test("an account that Stripe closed meanwhile: the payout fails with its reason, nothing is lost", async ({ world }) => {
  const { agentId } = await givenEarner(world, "PT");
  await world.advanceTo("2026-11-25T12:30Z");
  const { stripeAccountId } = await payoutAccountOf(world.db, agentId);
  world.control.restrictAccount(stripeAccountId!);
  // Asked for just before the account's event reached us.
  const { id } = await world.db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, { ...world.deps.context() }));
  expect(await sendPayoutFlow(world.db, world.stripe, { payoutId: id }, world.deps.context())).toBe("failed");
  expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, available: "289.40" });
  expect((await payoutsOf(world.db, agentId))[0]).toMatchObject({ failureCode: "insufficient_capabilities_for_transfer" });
});

test("asked for twice, at once too, there is one payout; another amount than the shown one is refused", async ({ world }) => {
  const { agentId, freelancer } = await givenEarner(world, "PT");
  await world.advanceTo("2026-11-25T12:30Z");
  const ask = (expected: bigint) =>
    world.db.transaction((tx) =>
      requestPayout(tx, { agentId, currency: "USD", expected }, { actor: freelancer.agent, now: world.now() }),
    );
  expect((await nextPayout(world.db, { agentId, currency: "USD" }, freelancer.agent)).amount).toBe(28_940n);
  await expect(ask(28_939n)).rejects.toMatchObject({ status: 409, key: "payouts:errors.amountChanged" });
  const [one, two, three] = await Promise.all([ask(28_940n), ask(28_940n), ask(28_940n)]);
  expect(new Set([one.id, two.id, three.id]).size).toBe(1);
  await world.settle();
  await expect(ask(28_940n)).rejects.toBeInstanceOf(Conflict);
  expect(await payoutsOf(world.db, agentId)).toHaveLength(1);
});

test("below the least amount it waits for the next week, then both go out together", async ({ world }) => {
  const working = await givenWorking(world);
  const { agentId, freelancer } = working;
  await givenOnboarded(world, freelancer);
  await work(world.db, working, "2026-11-12", 60);
  await work(world.db, working, "2026-11-16", 60);
  await world.advanceTo("2026-11-25T14:00Z");
  expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, pending: "7.25", available: "7.25" });
  const ask = world.db.transaction((tx) =>
    requestPayout(tx, { agentId, currency: "USD" }, { actor: freelancer.agent, now: world.now() }),
  );
  await expect(ask).rejects.toMatchObject({ key: "payouts:hindrance.belowMinimum", params: { minimum: "10.00 USD" } });
  await world.advanceTo("2026-12-05T00:00Z");
  expect(await standingOf(world.db, agentId)).toEqual({ ...nothing, paidOut: "14.50" });
  const [payout] = await payoutsOf(world.db, agentId);
  const { items } = await payoutPage(world.db, payout!.id, freelancer.agent);
  expect(items.map((item) => item.release.week)).toEqual(["2026-11-09", "2026-11-16"]);
});

test("many agents in two currencies: every cent of the ledger has its counterpart, debits equal credits", async ({ world }) => {
  const people = await givenBusiness(world.db, { now: world.now() });
  const first = await givenWorking(world, { country: "US" });
  for (const [country, rate] of [
    ["DE", money(1_333n, "EUR")],
    ["PL", money(999n, "EUR")],
    ["HU", money(1_777n, "USD")],
  ] as const) {
    const agent = await givenAgent(world.db, { now: world.now(), country });
    const working = await givenWorking(world, { people: first.people, agent, rate });
    await givenOnboarded(world, working.freelancer);
    await work(world.db, working, "2026-11-12", 437);
  }
  expect(people.business.id).not.toBe(first.businessId);
  await world.advanceTo("2026-12-05T00:00Z");
  const sums = await world.db
    .select({
      currency: ledgerBalances.currency,
      debits: sql<string>`sum(${ledgerBalances.debits})`,
      credits: sql<string>`sum(${ledgerBalances.credits})`,
    })
    .from(ledgerBalances)
    .groupBy(ledgerBalances.currency);
  for (const sum of sums) expect(sum.debits).toBe(sum.credits);
  expect(sums.map((sum) => sum.currency).sort()).toEqual(["EUR", "HUF", "PLN", "USD"]);
  expect(await clearingOf(world, "EUR", "HUF", "PLN", "USD")).toEqual([0n, 0n, 0n, 0n]);
});

test("payouts are the agent's own; people neither send, settle nor fail one", async ({ world }) => {
  const { agentId, freelancer, people } = await givenEarner(world, "PT");
  await world.advanceTo("2026-11-25T14:00Z");
  const [payout] = await payoutsOf(world.db, agentId);
  const payoutId = payout!.id;
  const stranger = await givenAgent(world.db, { now: world.now() });
  const auditor = await givenStaff(world.db);
  const viewer = await givenStaff(world.db, ["operator"]);
  expect((await payoutPage(world.db, payoutId, auditor)).payout.id).toBe(payoutId);
  await expect(payoutPage(world.db, payoutId, viewer)).rejects.toBeInstanceOf(Forbidden);
  for (const actor of [stranger.agent, people.owner]) {
    const context = { actor, now: world.now() };
    await expect(payoutPage(world.db, payoutId, actor)).rejects.toBeInstanceOf(NotFound);
    await expect(nextPayout(world.db, { agentId, currency: "USD" }, actor)).rejects.toBeInstanceOf(NotFound);
    await expect(world.db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, context))).rejects.toBeInstanceOf(
      NotFound,
    );
  }
  const context = { actor: freelancer.agent, now: world.now() };
  const failure = { payoutId, code: "x", message: "" };
  await expect(sendPayoutFlow(world.db, world.stripe, { payoutId }, context)).rejects.toThrow();
  await expect(failPayoutFlow(world.db, world.stripe, failure, context)).rejects.toThrow();
  await expect(world.db.transaction((tx) => settlePayout(tx, { payoutId }, context))).rejects.toThrow();
  expect((await payoutsOf(world.db, agentId))[0]!.state).toBe("sent");
});
