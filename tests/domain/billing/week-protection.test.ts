import { eq } from "drizzle-orm";
import { advancePay } from "#app/domain/billing/advance-pay.server.ts";
import { chargeBillFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { decideProtection } from "#app/domain/billing/decide-protection.server.ts";
import { exposureOf } from "#app/domain/billing/exposure.server.ts";
import { payableWeeks } from "#app/domain/billing/payable-weeks.server.ts";
import { protectionOfWeek } from "#app/domain/billing/protection-of-week.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { audiences } from "#app/domain/notifications/audience.server.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import type { EventPayloads } from "#app/kernel/record-event.ts";
import { advances, weekProtections } from "#db/schema/billing.ts";
import { payoutReleases } from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { eventsNamed, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { billOf, cards, givenCardOnFile, givenWorking, work, workTheWeek } from "#tests/factories/billing.ts";
import { standingOf } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { releaseWeek } from "#workers/release-due.ts";

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
          agentId: working.agentId,
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

test("both sides read the same reasons with the times and amounts they concern; others read nothing", async ({ world }) => {
  const working = await givenDearWeek(world);
  const { people, freelancer, contract } = working;
  await world.advanceTo("2026-11-16T12:00Z");
  const { week, decided } = await protectionOf(world, contract.id);
  const read = (actor: Parameters<typeof protectionOfWeek>[2]) => protectionOfWeek(world.db, week, actor);
  const shown = await read(freelancer.agent);
  expect(shown).toMatchObject({ protectedPay: 45_450n, unprotectedPay: 74_300n, parts: [{ reason: "exposure", pay: 74_300n }] });
  const [part] = shown!.parts;
  expect(part!.stretches.reduce((sum, one) => sum + one.minutes, 0)).toBe(part!.minutes);
  // Days are stretches of their own, segments without a break are one.
  expect(part!.stretches.length).toBeLessThan(decided.unprotected.length / 10);
  expect(await read(people.viewer)).toEqual(shown);
  await expect(read((await givenOtherBusiness(world.db)).owner)).rejects.toBeInstanceOf(NotFound);
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
  await world.db.transaction((tx) => advancePay(tx, advance, context));
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

test("Wednesday 12:00: an unpaid week's protected 454.50 become available ahead of the business, the rest once its money has settled", async ({
  world,
}) => {
  const working = await givenDearWeek(world);
  const { businessId, agentId, people } = working;
  await world.advanceTo("2026-11-25T11:59Z");
  expect(await standingOf(world.db, agentId)).toMatchObject({ pending: "1197.50", available: "0.00" });
  await world.advanceTo("2026-11-25T12:00Z");
  const [sheet] = await world.db.select().from(timesheets);
  const release = () => releaseWeek(world.deps, sheet!.id);
  await release();
  await release();
  expect(await standingOf(world.db, agentId)).toMatchObject({ pending: "743.00", available: "454.50" });
  const books = async () => ({
    advances: toMajor(await balanceOf(world.db, accounts.advances("USD"))),
    receivable: toMajor(await balanceOf(world.db, accounts.receivable(businessId, "USD"))),
  });
  expect(await books()).toEqual({ advances: "454.50", receivable: "862.75" });

  await givenCardOnFile(world, { businessId, member: people.finance });
  expect(await books()).toEqual({ advances: "0.00", receivable: "0.00" });
  // Paid on Wednesday; Stripe has the money on Friday, and the next Wednesday brings the rest.
  await release();
  expect(await standingOf(world.db, agentId)).toMatchObject({ pending: "743.00", available: "454.50" });
  await world.advanceTo("2026-12-02T12:00Z");
  expect(await standingOf(world.db, agentId)).toMatchObject({ pending: "0.00", available: "1197.50" });
  const releases = await world.db.select().from(payoutReleases).orderBy(payoutReleases.releasedAt);
  expect(releases.map((one) => [one.kind, one.amount])).toEqual([
    ["week", 45_450n],
    ["rest", 74_300n],
  ]);
});

test("paid on the day before, the protected part is available on its day without an advance: the money is on its way", async ({
  world,
}) => {
  const working = await givenDearWeek(world);
  const { businessId, agentId, people } = working;
  await world.advanceTo("2026-11-24T09:00Z");
  await givenCardOnFile(world, { businessId, member: people.finance });
  await world.advanceTo("2026-11-25T12:00Z");
  expect(await standingOf(world.db, agentId)).toMatchObject({ available: "454.50" });
  expect(await world.db.select().from(advances)).toEqual([]);
});

test("crossing 80% and 100% of the limit is told once each; paid, the next crossing counts anew", async ({ world }) => {
  const working = await givenWorking(world, { card: cards.declined, rate: money(3_000n, "USD") });
  const { businessId, people } = working;
  const crossed = async () => (await eventsNamed(world.db, "exposure.crossed")).map((one) => one.percent);
  await work(world.db, working, "2026-11-09", 479);
  await world.settle();
  expect(await crossed()).toEqual([]);
  // 479 minutes are 263.45; 300 more make 428.45, 86% of 500.00.
  await work(world.db, working, "2026-11-10", 300);
  await world.settle();
  await work(world.db, working, "2026-11-11", 10);
  await world.settle();
  expect(await crossed()).toEqual([85]);
  await work(world.db, working, "2026-11-12", 400);
  await world.settle();
  expect(await crossed()).toEqual([85, 130]);
  await world.advanceTo("2026-11-17T09:00Z");
  await givenCardOnFile(world, { businessId, member: people.finance });
  expect(await crossed()).toEqual([85, 130]);
  const [told] = await eventsNamed(world.db, "exposure.crossed");
  const audience = await audiences["exposure.crossed"]!(world.db, told as EventPayloads["exposure.crossed"]);
  expect(audience).toMatchObject({
    businessId,
    agentIds: [working.agentId],
    agent: { kind: "exposure-warning-agent" },
    business: { kind: "exposure-warning" },
  });
});
