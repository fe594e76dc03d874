import { eq } from "drizzle-orm";
import { chargeBillFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { prepayFlow } from "#app/domain/billing/prepay-flow.server.ts";
import { removeCard } from "#app/domain/billing/start-card-setup-flow.server.ts";
import { writeOffBill } from "#app/domain/billing/write-off-bill.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { newId } from "#app/kernel/ids.ts";
import { advances, paymentMethods } from "#db/schema/billing.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { billOf, cards, chargesOf, givenCardOnFile, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { dispute, moneyOfDispute, segmentsOfWeek, timesheetOf, withdraw } from "#tests/factories/disputes.ts";
import { balanceText } from "#tests/factories/documents.ts";
import { chargebackOf } from "#tests/factories/refunds.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { releaseWeek } from "#workers/release-due.ts";

/** A protected week of 289.40, its bill of 318.34 declined, with a dispute about its first hour (7.26) open when the rest was released. */
async function givenDisputedUnpaid(world: MoneyWorld) {
  const working = await givenWorking(world, { card: cards.declined });
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const { id: timesheetId } = await timesheetOf(world.db, working);
  const segmentIds = (await segmentsOfWeek(world.db, timesheetId)).slice(0, 6);
  const manager = { actor: working.people.manager, now: world.now() };
  const about = await dispute(world.db, { timesheetId, segmentIds }, manager);
  await world.advanceTo("2026-11-25T12:30Z");
  const letGo = async () => {
    await withdraw(world.db, about, { actor: working.people.manager, now: world.now() });
    await releaseWeek(world.deps, timesheetId);
  };
  const advanced = async () => {
    const rows = await world.db.select().from(advances).where(eq(advances.timesheetId, timesheetId)).orderBy(advances.advancedAt);
    return rows.map(({ state, amount }) => [state, amount]);
  };
  return { ...working, letGo, advanced };
}

test("what a dispute had held of an unpaid protected week is advanced as well once it is let go", async ({ world }) => {
  const given = await givenDisputedUnpaid(world);
  expect(await given.advanced()).toEqual([["open", 28_214n]]);
  expect(await moneyOfDispute(world.db, given)).toMatchObject({ available: "282.14", held: "7.26", pending: "0.00" });
  await world.advanceTo("2026-11-26T09:00Z");
  await given.letGo();
  expect(await given.advanced()).toEqual([
    ["open", 28_214n],
    ["open", 726n],
  ]);
  expect(await moneyOfDispute(world.db, given)).toMatchObject({ available: "289.40", held: "0.00", receivable: "28.94" });
  expect(await balanceText(world.db, accounts.advances("USD"))).toBe("289.40");
});

test("an advance that a payment recovered stays recovered when the bank takes the payment back; what is released then is an advance of its own", async ({
  world,
}) => {
  const { db } = world;
  const given = await givenDisputedUnpaid(world);
  const { finance } = given.people;
  await givenCardOnFile(world, { businessId: given.businessId, member: finance });
  const bill = await billOf(db, given.businessId);
  await chargeBillFlow(db, world.stripe, { billId: bill.id }, { actor: finance, now: world.now() });
  await world.settle();
  expect(await given.advanced()).toEqual([["recovered", 28_214n]]);
  const paid = (await chargesOf(db, bill.id)).find((one) => one.state === "succeeded")!;
  world.control.disputeCharge(paid.stripeChargeId!, {});
  await world.settle();
  world.control.decideDispute((await chargebackOf(db, given.businessId)).stripeDisputeId, false);
  await world.settle();
  expect(await moneyOfDispute(db, given)).toMatchObject({ receivable: "318.34", held: "7.26" });
  await given.letGo();
  expect(await given.advanced()).toEqual([
    ["recovered", 28_214n],
    ["open", 726n],
  ]);
  expect(await moneyOfDispute(db, given)).toMatchObject({ receivable: "311.08", available: "289.40", held: "0.00" });
  expect(await balanceText(db, accounts.advances("USD"))).toBe("7.26");
});

test("of a bill that credit paid in part no more is advanced than the business owes, and no more is written off", async ({
  world,
}) => {
  const { db } = world;
  const working = await givenWorking(world);
  const { businessId, people } = working;
  const finance = { actor: people.finance, now: world.now() };
  const [card] = await db.select().from(paymentMethods);
  const returnTo = "https://deskhand.example/business/credit";
  const ahead = { id: newId(), businessId, amount: 20_000n, currency: "USD", cardId: card!.id, returnTo };
  await prepayFlow(db, world.stripe, ahead, finance);
  await db.transaction((tx) => removeCard(tx, { cardId: card!.id }, finance));
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-25T12:30Z");
  expect(await moneyOfDispute(db, working)).toMatchObject({ available: "289.40", receivable: "0.00" });
  expect(await db.select().from(advances)).toMatchObject([{ state: "open", amount: 11_834n }]);
  const bill = await billOf(db, businessId);
  const giveUp = { billId: bill.id, reason: "The business was wound up." };
  const staff = { actor: await givenStaff(db), now: world.now() };
  await db.transaction((tx) => writeOffBill(tx, giveUp, staff));
  expect(await balanceText(db, accounts.writeOffs("USD"))).toBe("118.34");
  expect(await balanceText(db, accounts.receivable(businessId, "USD"))).toBe("0.00");
});
