import { eq } from "drizzle-orm";
import { advancePay } from "#app/domain/billing/advance-pay.server.ts";
import { chargeBillFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { decideProtection } from "#app/domain/billing/decide-protection.server.ts";
import { exposureOf } from "#app/domain/billing/exposure.server.ts";
import { payableWeeks } from "#app/domain/billing/payable-weeks.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { advances, weekProtections } from "#db/schema/billing.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { eventsNamed } from "#tests/factories/accounts.ts";
import { billOf, cards, givenCardOnFile, givenWorking, work, workTheWeek } from "#tests/factories/billing.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

/** 2,395 minutes at 30.00 an hour: 1,197.50 and the fee of 119.75; the limit of a new business is 500.00. */
async function givenDearWeek(world: MoneyWorld, card: string | null = cards.declined) {
  const working = await givenWorking(world, { card, rate: money(3_000n, "USD") });
  await workTheWeek(world, working);
  return working;
}

const exposure = async (world: MoneyWorld, businessId: string) => {
  const { used, limit, level, percent } = await exposureOf(world.db, businessId, "USD", world.now());
  return { used: toMajor(money(used, "USD")), limit: toMajor(money(limit, "USD")), level, percent };
};
async function protectionOf(world: MoneyWorld, contractId: string) {
  const [week] = await world.db
    .select()
    .from(timesheets)
    .where(eq(timesheets.contractId, contractId))
    .orderBy(timesheets.week)
    .limit(1);
  const [decided] = await world.db.select().from(weekProtections).where(eq(weekProtections.timesheetId, week!.id));
  return { week: week!, decided: decided! };
}

test("a new business's dear week is protected for its first 909 minutes: 454.50, and the other 743.00 waits for the business", async ({
  world,
}) => {
  const working = await givenDearWeek(world);
  await world.advanceTo("2026-11-14T12:00Z");
  expect(await exposure(world, working.businessId)).toEqual({ used: "1317.25", limit: "500.00", level: 100, percent: 263 });
  await world.advanceTo("2026-11-16T12:00Z");
  const { week, decided } = await protectionOf(world, working.contract.id);
  expect(decided).toMatchObject({ protectedPay: 45_450n, unprotectedPay: 74_300n, exposureLimit: 50_000n });
  expect(new Set(decided.unprotected.map((one) => one.reason))).toEqual(new Set(["exposure"]));
  const bill = await billOf(world.db, working.businessId);
  expect(await payableWeeks(world.db, [week.id], world.now())).toEqual(
    new Map([
      [
        week.id,
        {
          billId: bill.id,
          businessId: working.businessId,
          currency: "USD",
          amount: 119_750n,
          funded: 0n,
          protectedPay: 45_450n,
          billPaid: false,
        },
      ],
    ]),
  );
  // The week left the diary for the bill: what is owed is the same.
  expect(await exposure(world, working.businessId)).toMatchObject({ used: "1317.25", level: 100 });
});

test("after a first paid bill of 1,317.25 the limit is 2,634.50, and the next week is protected wholly", async ({ world }) => {
  const working = await givenDearWeek(world, cards.works);
  await world.advanceTo("2026-11-16T12:00Z");
  expect(await exposure(world, working.businessId)).toEqual({ used: "0.00", limit: "2634.50", level: 0, percent: 0 });
  await world.advanceTo("2026-11-17T18:00Z");
  await work(world.db, working, "2026-11-17", 300);
  expect(await exposure(world, working.businessId)).toEqual({ used: "165.00", limit: "2634.50", level: 0, percent: 6 });
  await world.advanceTo("2026-11-23T12:00Z");
  const [, second] = await world.db.select().from(weekProtections).orderBy(weekProtections.decidedAt);
  expect(second).toMatchObject({ protectedPay: 15_000n, unprotectedPay: 0n, unprotected: [] });
});

test("what is worked on a Monday before the close still meets the week before: 180 minutes wait for the business", async ({
  world,
}) => {
  const working = await givenDearWeek(world, cards.works);
  await world.advanceTo("2026-11-16T12:00Z");
  await work(world.db, working, "2026-11-16", 300);
  await world.advanceTo("2026-11-23T12:00Z");
  const [, second] = await world.db.select().from(weekProtections).orderBy(weekProtections.decidedAt);
  expect(second).toMatchObject({ protectedPay: 6_000n, unprotectedPay: 9_000n });
});

test("decided again, later and with the bill unpaid, the decision stands; people do not decide", async ({ world }) => {
  const working = await givenDearWeek(world);
  await world.advanceTo("2026-11-16T12:00Z");
  const { week, decided } = await protectionOf(world, working.contract.id);
  await world.advanceTo("2026-11-18T12:00Z");
  const again = (actor = world.deps.context().actor) =>
    world.db.transaction((tx) => decideProtection(tx, [week], { actor, now: world.now() }));
  await again();
  await expect(again(working.people.owner)).rejects.toBeInstanceOf(Forbidden);
  expect((await protectionOf(world, working.contract.id)).decided).toEqual(decided);
  // And decided anew from the same facts it is the same.
  await world.db.delete(weekProtections);
  await again();
  expect((await protectionOf(world, working.contract.id)).decided).toEqual({ ...decided, decidedAt: world.now() });
});

test("an advance takes the claim over; when the business pays it is recovered in the same posting, once", async ({ world }) => {
  const working = await givenDearWeek(world);
  const { businessId, agentId, people } = working;
  await world.advanceTo("2026-11-16T12:00Z");
  const { week } = await protectionOf(world, working.contract.id);
  const bill = await billOf(world.db, businessId);
  const advance = { timesheetId: week.id, billId: bill.id, businessId, agentId, amount: 45_450n, currency: "USD" };
  const context = world.deps.context();
  expect(await world.db.transaction((tx) => advancePay(tx, advance, context))).toBe(true);
  expect(await world.db.transaction((tx) => advancePay(tx, advance, context))).toBe(false);
  await expect(
    world.db.transaction((tx) => advancePay(tx, advance, { actor: people.owner, now: world.now() })),
  ).rejects.toBeInstanceOf(NotFound);
  const books = async () => ({
    advances: toMajor(await balanceOf(world.db, accounts.advances("USD"))),
    receivable: toMajor(await balanceOf(world.db, accounts.receivable(businessId, "USD"))),
  });
  expect(await books()).toEqual({ advances: "454.50", receivable: "862.75" });

  await givenCardOnFile(world, { businessId, member: people.finance });
  const pay = () => chargeBillFlow(world.db, world.stripe, { billId: bill.id }, { actor: people.finance, now: world.now() });
  expect([await pay(), await pay()]).toEqual(["paid", "paid"]);
  expect(await books()).toEqual({ advances: "0.00", receivable: "0.00" });
  expect(await world.db.select().from(advances)).toMatchObject([{ state: "recovered", settledAt: world.now() }]);
  expect(await eventsNamed(world.db, "bill.paid")).toEqual([{ billId: bill.id }]);
});
