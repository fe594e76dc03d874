import { eq } from "drizzle-orm";
import { applyCredit } from "#app/domain/billing/apply-credit.server.ts";
import { creditToApply } from "#app/domain/billing/bill.ts";
import { cardsOf } from "#app/domain/billing/bills.server.ts";
import { exposureOf } from "#app/domain/billing/exposure.server.ts";
import { creditPage, prepayFlow, refreshPrepaymentFlow } from "#app/domain/billing/prepay-flow.server.ts";
import { setArrangement } from "#app/domain/billing/set-arrangement.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { toMajor } from "#app/kernel/money.ts";
import { billingArrangements, exposureLevels, prepayments } from "#db/schema/billing.ts";
import { eventsNamed, givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { billOf, cards, chargesOf, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

async function given(world: MoneyWorld, card: string = cards.works) {
  const working = await givenWorking(world, { card });
  const { businessId, people } = working;
  const [onFile] = await cardsOf(world.db, businessId, people.finance);
  const prepay = (id = newId(), amount = 20_000n, actor: Parameters<typeof prepayFlow>[3]["actor"] = people.finance) =>
    prepayFlow(
      world.db,
      world.stripe,
      {
        id,
        businessId,
        amount,
        currency: "USD",
        cardId: onFile!.id,
        returnTo: `https://deskhand.example/business/credit?prepayment=${id}`,
      },
      { actor, now: world.now() },
    );
  const books = async () => ({
    credit: toMajor(await balanceOf(world.db, accounts.credit(businessId, "USD"))),
    receivable: toMajor(await balanceOf(world.db, accounts.receivable(businessId, "USD"))),
  });
  return { ...working, cardId: onFile!.id, prepay, books };
}

test("credit pays all of a bill, or leaves what a card can still be charged", () => {
  expect(creditToApply(31_834n, 40_000n, "USD")).toBe(31_834n);
  expect(creditToApply(31_834n, 20_000n, "USD")).toBe(20_000n);
  expect(creditToApply(31_834n, 31_800n, "USD")).toBe(31_784n);
  expect(creditToApply(40n, 20n, "USD")).toBe(0n);
});

test("200.00 paid ahead, twice by the same form, are 200.00 of credit; the next bill takes them and the card the other 118.34", async ({
  world,
}) => {
  const { prepay, books, businessId, ...working } = await given(world);
  const id = newId();
  expect([await prepay(id), await prepay(id)]).toEqual([
    { state: "succeeded", url: null },
    { state: "succeeded", url: null },
  ]);
  await world.settle();
  expect(await books()).toEqual({ credit: "200.00", receivable: "0.00" });
  expect(await eventsNamed(world.db, "prepayment.succeeded")).toEqual([{ prepaymentId: id, businessId }]);
  expect((await world.stripe.paymentIntents.list()).data).toHaveLength(1);

  await workTheWeek(world, working as Parameters<typeof workTheWeek>[1]);
  await world.advanceTo("2026-11-16T12:00Z");
  const bill = await billOf(world.db, businessId);
  expect(bill).toMatchObject({ state: "paid", total: 31_834n, creditApplied: 20_000n });
  expect(await chargesOf(world.db, bill.id)).toMatchObject([{ amount: 11_834n, state: "succeeded" }]);
  expect(await books()).toEqual({ credit: "0.00", receivable: "0.00" });
  expect(await world.db.transaction((tx) => applyCredit(tx, bill.id, world.deps.context()))).toBe(20_000n);
});

test("credit that covers the bill pays it without a charge, and the page tells both movements", async ({ world }) => {
  const { prepay, books, businessId, people, ...working } = await given(world);
  await prepay(newId(), 50_000n);
  await workTheWeek(world, working as Parameters<typeof workTheWeek>[1]);
  await world.advanceTo("2026-11-16T12:00Z");
  const bill = await billOf(world.db, businessId);
  expect(bill).toMatchObject({ state: "paid", creditApplied: 31_834n });
  expect(await chargesOf(world.db, bill.id)).toEqual([]);
  expect(await books()).toEqual({ credit: "181.66", receivable: "0.00" });
  const { balances, moves } = await creditPage(world.db, businessId, people.owner);
  expect(balances).toEqual([{ currency: "USD", balance: 18_166n }]);
  expect(moves[0]!.postings.map((one) => [one.kind, one.change, one.balance])).toEqual([
    ["credit.applied", -31_834n, 18_166n],
    ["prepayment.succeeded", 50_000n, 50_000n],
  ]);
  await world.advanceTo("2026-11-25T12:00Z");
  expect(toMajor(await balanceOf(world.db, accounts.available(working.agentId, "USD")))).toBe("289.40");
});

test("the bank wants to see the payer: confirmed it is credit, refused it is nothing", async ({ world }) => {
  const { prepay, books, people } = await given(world, cards.asksAlways);
  const intentOf = async (id: string) =>
    (await world.db.select().from(prepayments)).find((one) => one.id === id)!.stripePaymentIntentId!;
  const [good, bad] = [newId(), newId()];
  expect(await prepay(good)).toMatchObject({ state: "requires_action", url: expect.stringContaining("/3ds/") as string });
  // Pressed again meanwhile, it leads to the same question.
  expect(await prepay(good)).toMatchObject({ state: "requires_action", url: expect.stringContaining("/3ds/") as string });
  await prepay(bad);
  world.control.completeChallenge(await intentOf(good));
  world.control.completeChallenge(await intentOf(bad), false);
  const back = (prepaymentId: string) =>
    refreshPrepaymentFlow(world.db, world.stripe, { prepaymentId }, { actor: people.finance, now: world.now() });
  expect([(await back(good)).state, (await back(good)).state, (await back(bad)).state]).toEqual([
    "succeeded",
    "succeeded",
    "failed",
  ]);
  await world.settle();
  expect(await books()).toMatchObject({ credit: "200.00" });
});

test("a refused card pays nothing ahead and says why; a lost answer is settled by Stripe's event", async ({ world }) => {
  const { prepay, books } = await given(world, cards.noFunds);
  expect(await prepay()).toEqual({ state: "failed", url: null });
  expect(await world.db.select().from(prepayments)).toMatchObject([{ state: "failed", declineCode: "insufficient_funds" }]);
  expect(await books()).toMatchObject({ credit: "0.00" });
});

test("when the answer is lost, Stripe's event books the credit, and pressing again changes nothing", async ({ world }) => {
  const { prepay, books } = await given(world);
  const id = newId();
  world.control.setFaults([{ method: "POST", path: "/v1/payment_intents", times: 3, drop: true, after: true }]);
  await expect(prepay(id)).rejects.toThrow();
  await world.settle();
  expect(await books()).toMatchObject({ credit: "200.00" });
  expect(await prepay(id)).toEqual({ state: "succeeded", url: null });
  expect(await books()).toMatchObject({ credit: "200.00" });
});

test("prepaid, the protection limit is the balance", async ({ world }) => {
  const { prepay, businessId } = await given(world);
  await world.db.insert(billingArrangements).values({ id: newId(), businessId, mode: "prepaid", fromAt: world.now() });
  expect(await exposureOf(world.db, businessId, "USD", world.now())).toMatchObject({ limit: 0n, level: 100, mode: "prepaid" });
  await prepay();
  expect(await exposureOf(world.db, businessId, "USD", world.now())).toMatchObject({ limit: 20_000n, level: 0, percent: 0 });
});

test("the level that both sides were told of is looked at again after a payment ahead and a change of arrangement", async ({
  world,
}) => {
  const { prepay, businessId } = await given(world);
  const staff = await givenStaff(world.db);
  const told = async () => {
    await world.settle();
    const crossed = (await eventsNamed(world.db, "exposure.crossed")).map((one) => one.percent);
    const levels = await world.db.select().from(exposureLevels).where(eq(exposureLevels.businessId, businessId));
    return [crossed, levels.map((one) => one.level)];
  };
  const arrange = (mode: "card" | "prepaid") =>
    world.db.transaction((tx) =>
      setArrangement(tx, { businessId, mode, reason: "They asked for it." }, { actor: staff, now: world.now() }),
    );
  // Prepaid with nothing paid ahead: no time is protected.
  await arrange("prepaid");
  expect(await told()).toEqual([[100], [100]]);
  await prepay();
  expect(await told()).toEqual([[100], [0]]);
  await world.advanceTo("2026-11-09T01:00Z");
  await arrange("card");
  expect(await told()).toEqual([[100], [0]]);
});

test("owner and finance pay ahead with their own card; the key of a form pays one amount", async ({ world }) => {
  const { prepay, people, freelancer, businessId, cardId } = await given(world);
  const other = await givenOtherBusiness(world.db);
  const id = newId();
  await prepay(id);
  await expect(prepay(id, 30_000n)).rejects.toBeInstanceOf(Conflict);
  const wrong = [
    [people.manager, Forbidden],
    [people.viewer, Forbidden],
    [freelancer.agent, NotFound],
    [other.owner, NotFound],
  ] as const;
  for (const [actor, error] of wrong) {
    await expect(prepay(newId(), 20_000n, actor)).rejects.toBeInstanceOf(error);
    await expect(creditPage(world.db, businessId, actor)).rejects.toBeInstanceOf(error);
  }
  const foreign = {
    id: newId(),
    businessId: other.business.id,
    amount: 20_000n,
    currency: "USD",
    cardId,
    returnTo: "https://d.example",
  };
  await expect(prepayFlow(world.db, world.stripe, foreign, { actor: other.owner, now: world.now() })).rejects.toBeInstanceOf(
    NotFound,
  );
});
