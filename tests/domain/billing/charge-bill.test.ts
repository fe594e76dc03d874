import { and, eq } from "drizzle-orm";
import { chargeBillFlow, confirmChargeFlow, refreshChargeFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { coverCharge } from "#app/domain/billing/minimum-balance.server.ts";
import { finishCardSetupFlow, setDefaultCard, startCardSetupFlow } from "#app/domain/billing/start-card-setup-flow.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { audiences } from "#app/domain/notifications/audience.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import type { EventPayloads } from "#app/kernel/record-event.ts";
import { cardSetups, minimumBalances, paymentMethods } from "#db/schema/billing.ts";
import { eventsNamed, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { billOf, cards, chargesOf, givenCardOnFile, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { standingOf } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

/** The week of 9 November is worked, closed on Monday 16, and its bill was charged by the schedule. */
async function givenClosedWeek(world: MoneyWorld, card: string | null = cards.works) {
  const working = await givenWorking(world, { card });
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T12:00Z");
  return { ...working, bill: await billOf(world.db, working.businessId) };
}

/** Balances that a charge moves, major units. */
async function booksOf(world: MoneyWorld, businessId: string) {
  const of = async (account: Parameters<typeof balanceOf>[1]) => toMajor(await balanceOf(world.db, account));
  return {
    receivable: await of(accounts.receivable(businessId, "USD")),
    fees: await of(accounts.fees("USD")),
    stripeFees: await of(accounts.stripeFees("USD")),
    stripe: await of(accounts.stripeBalance("USD")),
  };
}

const unpaid = { receivable: "318.34", fees: "28.94", stripeFees: "0.00", stripe: "0.00" };
// 2.9% of 318.34 and 30 cents are 9.53.
const paid = { receivable: "0.00", fees: "28.94", stripeFees: "9.53", stripe: "308.81" };

test("the week closes and its card is charged: 2,395 minutes at 7.25 to the cent", async ({ world }) => {
  const { bill, businessId, agentId } = await givenClosedWeek(world);
  expect(bill).toMatchObject({ state: "paid", pay: 28_940n, fee: 2_894n, tax: 0n, total: 31_834n, currency: "USD" });
  expect(await booksOf(world, businessId)).toEqual(paid);
  expect(await standingOf(world.db, agentId)).toEqual({
    pending: "289.40",
    available: "0.00",
    onItsWay: "0.00",
    paidOut: "0.00",
  });
  expect(await chargesOf(world.db, bill.id)).toMatchObject([
    { attempt: 1, state: "succeeded", amount: 31_834n, stripeFee: 953n },
  ]);
});

test("charged again, by anybody, a paid bill is charged once", async ({ world }) => {
  const { bill, people, businessId } = await givenClosedWeek(world);
  const again = [people.finance, people.owner].map((actor) =>
    chargeBillFlow(world.db, world.stripe, { billId: bill.id }, { actor, now: world.now() }),
  );
  expect(await Promise.all(again)).toEqual(["paid", "paid"]);
  expect(await chargesOf(world.db, bill.id)).toHaveLength(1);
  expect(await booksOf(world, businessId)).toEqual(paid);
});

test.for([
  { card: cards.declined, code: "generic_decline" },
  { card: cards.noFunds, code: "insufficient_funds" },
])("a card refused for $code leaves the bill unpaid; another card pays it", async ({ card, code }, { world }) => {
  const { bill, people, businessId } = await givenClosedWeek(world, card);
  expect(bill.state).toBe("failed");
  expect(await booksOf(world, businessId)).toEqual(unpaid);
  await world.settle();
  // Nobody but a person tries again.
  expect(await chargesOf(world.db, bill.id)).toMatchObject([{ state: "failed", declineCode: code }]);

  const pay = () => chargeBillFlow(world.db, world.stripe, { billId: bill.id }, { actor: people.finance, now: world.now() });
  expect(await pay()).toBe("failed");
  await givenCardOnFile(world, { businessId, member: people.finance });
  expect(await pay()).toBe("paid");
  await world.settle();
  expect((await chargesOf(world.db, bill.id)).map((one) => one.state)).toEqual(["failed", "failed", "succeeded"]);
  expect((await billOf(world.db, businessId)).state).toBe("paid");
  expect(await booksOf(world, businessId)).toEqual(paid);
});

test("cards are tried in order, the default one first; a card put on file is tried at once for what others were refused", async ({
  world,
}) => {
  const { bill, people, businessId } = await givenClosedWeek(world, cards.declined);
  await givenCardOnFile(world, { businessId, member: people.owner }, cards.noFunds);
  const [first] = await world.db
    .select()
    .from(paymentMethods)
    .where(and(eq(paymentMethods.businessId, businessId), eq(paymentMethods.last4, "0002")));
  const context = { actor: people.owner, now: world.now() };
  await chargeBillFlow(world.db, world.stripe, { billId: bill.id }, context);
  await world.db.transaction((tx) => setDefaultCard(tx, { cardId: first!.id }, context));
  await chargeBillFlow(world.db, world.stripe, { billId: bill.id }, context);
  expect((await chargesOf(world.db, bill.id)).map((one) => one.declineCode)).toEqual([
    "generic_decline",
    "insufficient_funds",
    "insufficient_funds",
    "generic_decline",
    "generic_decline",
    "insufficient_funds",
  ]);
});

test("at the close a refused default card gives way to the next one: the bill is paid, and the refusal is told to nobody", async ({
  world,
}) => {
  const working = await givenWorking(world, { card: cards.works });
  const { people, businessId } = working;
  await givenCardOnFile(world, { businessId, member: people.finance }, cards.noFunds);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T12:00Z");
  const bill = await billOf(world.db, businessId);
  expect(bill).toMatchObject({ state: "paid", nextRetryAt: null });
  expect((await chargesOf(world.db, bill.id)).map((one) => [one.state, one.declineCode])).toEqual([
    ["failed", "insufficient_funds"],
    ["succeeded", null],
  ]);
  expect(await booksOf(world, businessId)).toEqual(paid);
  const [told] = await eventsNamed(world.db, "charge.failed");
  expect(await audiences["charge.failed"]!(world.db, told as EventPayloads["charge.failed"])).toBeNull();
});

test("a bank that wants to see the payer ends the round: the other card is not charged behind their back", async ({ world }) => {
  const working = await givenWorking(world, { card: cards.works });
  const { people, businessId } = working;
  await givenCardOnFile(world, { businessId, member: people.finance }, cards.asksAlways);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T12:00Z");
  const bill = await billOf(world.db, businessId);
  expect(bill.state).toBe("failed");
  expect((await chargesOf(world.db, bill.id)).map((one) => one.state)).toEqual(["requires_action"]);
});

test("the payer fails the bank's question: the attempt is refused, nothing is charged, and they may pay anew", async ({
  world,
}) => {
  const { bill, people, businessId } = await givenClosedWeek(world, cards.asksAlways);
  const { db, stripe, control } = world;
  const context = { actor: people.finance, now: world.now() };
  const [asking] = await chargesOf(db, bill.id);
  await confirmChargeFlow(db, stripe, { billId: bill.id, returnTo: "https://deskhand.example/b" }, context);
  control.completeChallenge(asking!.stripePaymentIntentId!, false);
  await refreshChargeFlow(db, stripe, { billId: bill.id }, context);
  expect(await chargesOf(db, bill.id)).toMatchObject([{ state: "failed", declineCode: "payment_intent_authentication_failure" }]);
  expect(await booksOf(world, businessId)).toEqual(unpaid);
  expect(await chargeBillFlow(db, stripe, { billId: bill.id }, context)).toBe("requires_action");
});

test("a bank that wants to see the payer: sent there, confirmed, paid once", async ({ world }) => {
  const { bill, people, businessId } = await givenClosedWeek(world, cards.asksAlways);
  const { db, stripe, control } = world;
  expect(bill.state).toBe("failed");
  const [asking] = await chargesOf(db, bill.id);
  expect(asking).toMatchObject({ state: "requires_action", declineCode: "authentication_required" });
  const context = { actor: people.finance, now: world.now() };
  const back = { billId: bill.id, returnTo: `https://deskhand.example/business/bills/${bill.id}` };
  const { url } = await confirmChargeFlow(db, stripe, back, context);
  expect(url).toContain("/3ds/");
  expect(control.completeChallenge(asking!.stripePaymentIntentId!)).toContain(back.returnTo);
  await refreshChargeFlow(db, stripe, { billId: bill.id }, context);
  await refreshChargeFlow(db, stripe, { billId: bill.id }, context);
  await world.settle();
  expect(await booksOf(world, businessId)).toEqual(paid);
  await expect(confirmChargeFlow(db, stripe, back, context)).rejects.toBeInstanceOf(Conflict);
});

test("a failed confirmation can be tried with another card; the first is given up and cannot be confirmed as well", async ({
  world,
}) => {
  const { bill, people, businessId } = await givenClosedWeek(world, cards.asksAlways);
  const { db, stripe, control } = world;
  const context = { actor: people.finance, now: world.now() };
  const [asking] = await chargesOf(db, bill.id);
  await confirmChargeFlow(db, stripe, { billId: bill.id, returnTo: "https://deskhand.example/b" }, context);
  await givenCardOnFile(world, { businessId, member: people.finance });
  expect(await chargeBillFlow(db, stripe, { billId: bill.id }, context)).toBe("paid");
  expect(() => control.completeChallenge(asking!.stripePaymentIntentId!)).toThrow();
  await world.settle();
  expect(await booksOf(world, businessId)).toEqual(paid);
});

test("killed between the call and its settlement, and run again, the flow charges once", async ({ world }) => {
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  // The charge is made, and the answer is lost; so are the SDK's own two retries.
  world.control.setFaults([{ method: "POST", path: "/v1/payment_intents", times: 3, drop: true, after: true }]);
  await expect(world.advanceTo("2026-11-16T12:00Z")).rejects.toThrow();
  const bill = await billOf(world.db, working.businessId);
  expect(bill.state).toBe("charging");
  expect(await chargesOf(world.db, bill.id)).toMatchObject([{ attempt: 1, state: "reserved" }]);

  const context = { actor: working.people.owner, now: world.now() };
  expect(await chargeBillFlow(world.db, world.stripe, { billId: bill.id }, context)).toBe("paid");
  await world.settle();
  expect(await chargesOf(world.db, bill.id)).toHaveLength(1);
  expect((await world.stripe.paymentIntents.list()).data).toHaveLength(1);
  expect(await booksOf(world, working.businessId)).toEqual(paid);
});

test("the same card added again while the answer to a charge is lost: the charge is repeated as it was sent, and taken once", async ({
  world,
}) => {
  const working = await givenWorking(world);
  const { businessId, people } = working;
  await workTheWeek(world, working);
  world.control.setFaults([{ method: "POST", path: "/v1/payment_intents", times: 3, drop: true, after: true }]);
  await expect(world.advanceTo("2026-11-16T12:00Z")).rejects.toThrow();
  const bill = await billOf(world.db, businessId);
  const finance = { actor: people.finance, now: world.now() };
  await startCardSetupFlow(world.db, world.stripe, { businessId, returnTo: "https://deskhand.example/business/cards" }, finance);
  const [setup] = await world.db.select().from(cardSetups).where(eq(cardSetups.state, "open"));
  world.control.completeCheckout(setup!.stripeSessionId!, cards.works);
  await finishCardSetupFlow(world.db, world.stripe, { setupId: setup!.id }, finance);
  const pay = () => chargeBillFlow(world.db, world.stripe, { billId: bill.id }, finance);
  expect([await pay(), await pay()]).toEqual(["paid", "paid"]);
  await world.settle();
  expect((await world.stripe.paymentIntents.list()).data.map((one) => one.status)).toEqual(["succeeded"]);
  expect(await booksOf(world, businessId)).toEqual(paid);
});

test("when nobody runs it again, Stripe's event settles it", async ({ world }) => {
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  world.control.setFaults([{ method: "POST", path: "/v1/payment_intents", times: 3, drop: true, after: true }]);
  await expect(world.advanceTo("2026-11-16T12:00Z")).rejects.toThrow();
  await world.settle();
  expect((await billOf(world.db, working.businessId)).state).toBe("paid");
  expect(await booksOf(world, working.businessId)).toEqual(paid);
});

test("without a card the bill waits, and is charged as soon as there is one", async ({ world }) => {
  const { bill, people, businessId } = await givenClosedWeek(world, null);
  expect(bill.state).toBe("due");
  await givenCardOnFile(world, { businessId, member: people.finance });
  expect((await billOf(world.db, businessId)).state).toBe("paid");
  expect(await booksOf(world, businessId)).toEqual(paid);
});

test("what Stripe will not sweep is what agents are owed and a tenth for charges to come", async ({ world }) => {
  await givenClosedWeek(world);
  const kept = async () => (await world.stripe.balanceSettings.retrieve()).payments.payouts?.minimum_balance_by_currency?.usd;
  expect(await kept()).toBe(28_940 + 2_894);
  // Room for it is there: Stripe is not asked again.
  await coverCharge(world.db, world.stripe, money(2_894n, "USD"), world.now());
  const [told] = await world.db.select().from(minimumBalances);
  expect(told).toMatchObject({ currency: "USD", minimum: 31_834n, room: 0n, version: 1 });
  await coverCharge(world.db, world.stripe, money(1n, "USD"), world.now());
  const [again] = await world.db.select().from(minimumBalances);
  expect(again).toMatchObject({ minimum: 31_834n, room: 2_894n, version: 2 });
});

test("strangers do not find the bill; members without bills.pay may not pay it", async ({ world }) => {
  const { bill, people, freelancer } = await givenClosedWeek(world, cards.declined);
  const other = await givenOtherBusiness(world.db);
  const attempts = [
    [people.manager, Forbidden],
    [people.viewer, Forbidden],
    [other.owner, NotFound],
    [freelancer.agent, NotFound],
  ] as const;
  for (const [actor, error] of attempts) {
    const context = { actor, now: world.now() };
    const input = { billId: bill.id, returnTo: "https://deskhand.example/b" };
    await expect(chargeBillFlow(world.db, world.stripe, input, context)).rejects.toBeInstanceOf(error);
    await expect(confirmChargeFlow(world.db, world.stripe, input, context)).rejects.toBeInstanceOf(error);
  }
  expect(await chargesOf(world.db, bill.id)).toHaveLength(1);
});
