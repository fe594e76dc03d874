import { and, eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { exposureOf } from "#app/domain/billing/exposure.server.ts";
import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { contestLateTime, ruleLateTime } from "#app/domain/timesheets/contest-late-time.server.ts";
import { decideLateTime } from "#app/domain/timesheets/decide-late-time.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { weekProtections } from "#db/schema/billing.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenOtherBusiness } from "#tests/factories/accounts.ts";
import { billOf, cards, givenWorking, work, workTheWeek } from "#tests/factories/billing.ts";
import { record, segmentsOf } from "#tests/factories/diary.ts";
import { arriveLate, lateTimesOf } from "#tests/factories/late-time.ts";
import { standingOf } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

/** 1,916 minutes of the week of 9 November at 7.25 (231.52), closed; now it is Tuesday, the 17th. */
async function givenClosedWeek(world: MoneyWorld, more: Parameters<typeof givenWorking>[1] = {}) {
  const working = await givenWorking(world, more);
  for (const day of ["2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12"]) await work(world.db, working, day, 479);
  await world.advanceTo("2026-11-17T09:00Z");
  return working;
}
const partsOf = (db: Db, contractId: string, week = "2026-11-09") =>
  db
    .select()
    .from(timesheets)
    .where(and(eq(timesheets.contractId, contractId), eq(timesheets.week, week)))
    .orderBy(timesheets.part);

test("25 minutes that come on Tuesday: silence approves them on Friday, and the next close bills 3.02 as a part of their own week", async ({
  world,
}) => {
  const working = await givenClosedWeek(world);
  const { db } = world;
  await arriveLate(db, working, { from: "2026-11-15T10:00Z", minutes: 25, arrives: "2026-11-17T09:00Z" });
  await world.settle();
  const [asked] = await lateTimesOf(db, working.contract.id);
  expect(asked).toMatchObject({ state: "waiting", week: "2026-11-09", minutes: 25, decideUntil: at("2026-11-20T09:00Z") });
  // 3.02 of pay and 0.30 of fee are open work until they are frozen.
  expect((await exposureOf(db, working.businessId, "USD", world.now())).open).toBe(332n);
  await world.advanceTo("2026-11-20T08:00Z");
  expect((await lateTimesOf(db, working.contract.id))[0]!.state).toBe("waiting");
  await world.advanceTo("2026-11-20T09:00Z");
  expect((await lateTimesOf(db, working.contract.id))[0]).toMatchObject({
    state: "approved",
    decidedAt: at("2026-11-20T09:00Z"),
    decidedBy: null,
  });
  await world.advanceTo("2026-11-23T12:00Z");
  const [whole, late] = await partsOf(db, working.contract.id);
  expect(whole).toMatchObject({ part: 0, billWeek: "2026-11-09", minutes: 1_916, pay: 23_152n });
  expect(late).toMatchObject({
    part: 1,
    week: "2026-11-09",
    billWeek: "2026-11-16",
    state: "approved",
    minutes: 25,
    pay: 302n,
    fee: 30n,
    frozenAt: at("2026-11-23T12:00Z"),
    reviewUntil: at("2026-11-28T00:00Z"),
    availableAt: at("2026-12-02T12:00Z"),
    lapsedAt: at("2026-11-20T09:00Z"),
  });
  expect(await billOf(db, working.businessId)).toMatchObject({ week: "2026-11-16", pay: 302n, fee: 30n, state: "paid" });
  expect((await exposureOf(db, working.businessId, "USD", world.now())).used).toBe(0n);
  // The close again changes nothing.
  await world.advanceTo("2026-11-30T12:00Z");
  expect(await partsOf(db, working.contract.id)).toHaveLength(2);
  expect(await standingOf(db, working.agentId)).toMatchObject({ pending: "3.02", available: "231.52" });
  await world.advanceTo("2026-12-02T12:00Z");
  expect(await standingOf(db, working.agentId)).toMatchObject({ pending: "0.00", available: "234.54" });
});

test("two batches of a week, one segment declined: the rest is one line of 5.44, the declined stays with its reason", async ({
  world,
}) => {
  const working = await givenClosedWeek(world);
  const { db } = world;
  const { people, contract } = working;
  await arriveLate(db, working, { from: "2026-11-15T10:00Z", minutes: 25, arrives: "2026-11-17T09:00Z" });
  await world.settle();
  await world.advanceTo("2026-11-17T12:00Z");
  const second = await arriveLate(db, working, { from: "2026-11-15T14:00Z", minutes: 30, arrives: "2026-11-17T12:00Z" });
  await world.settle();
  const [one, two] = await lateTimesOf(db, contract.id);
  expect([one!.minutes, two!.minutes]).toEqual([25, 30]);
  const context = { actor: people.manager, now: world.now() };
  const decide = (lateTimeId: string, declined: string[], reason = "") =>
    db.transaction((tx) => decideLateTime(tx, { lateTimeId, declined, reason }, context));
  await decide(one!.id, []);
  await decide(one!.id, []);
  await expect(decide(two!.id, [second[0]!])).rejects.toBeInstanceOf(Invalid);
  await expect(decide(two!.id, [contract.id], "It is another one")).rejects.toBeInstanceOf(Invalid);
  await decide(two!.id, [second[0]!], "Nobody was in the queue then.");
  await expect(decide(two!.id, second, "All of it is wrong")).rejects.toBeInstanceOf(Conflict);
  const rows = await lateTimesOf(db, contract.id);
  expect(rows.map((row) => [row.state, row.minutes, row.reason])).toEqual([
    ["approved", 25, null],
    ["approved", 20, null],
    ["declined", 10, "Nobody was in the queue then."],
  ]);
  // What was declined is no open work: 45 minutes are 5.44 and 0.54.
  expect((await exposureOf(db, working.businessId, "USD", world.now())).open).toBe(598n);
  await work(db, working, "2026-11-19", 60);
  await world.advanceTo("2026-11-23T12:00Z");
  const [, late, more] = await partsOf(db, contract.id);
  expect(more).toBeUndefined();
  expect(late).toMatchObject({ minutes: 45, pay: 544n, fee: 54n, approvedBy: people.manager.userId, lapsedAt: null });
  // The week of the 16th has its own 60 minutes (7.25 and 0.73) on the same bill.
  expect(await billOf(db, working.businessId)).toMatchObject({ week: "2026-11-16", pay: 1_269n, fee: 127n });
});

test("the agent takes what was declined to a mediator, who allows it: it stands on the next bill", async ({ world }) => {
  const working = await givenClosedWeek(world);
  const { db } = world;
  const { people, freelancer, contract } = working;
  const ids = await arriveLate(db, working, { from: "2026-11-15T10:00Z", minutes: 25, arrives: "2026-11-17T09:00Z" });
  await world.settle();
  const [asked] = await lateTimesOf(db, contract.id);
  const lateTimeId = asked!.id;
  const context = (actor: Actor) => ({ actor, now: world.now() });
  const mediator: Actor = { kind: "staff", userId: people.owner.userId!, roles: ["mediator"] };
  const statement = "My laptop was offline on the train; the tickets show it.";
  const contest = (actor: Actor) => db.transaction((tx) => contestLateTime(tx, { lateTimeId, statement }, context(actor)));
  const rule = (actor: Actor) =>
    db.transaction((tx) =>
      ruleLateTime(tx, { lateTimeId, ruling: "allow", words: "The tickets show the work." }, context(actor)),
    );
  await expect(contest(freelancer.agent)).rejects.toBeInstanceOf(Conflict);
  await expect(rule(mediator)).rejects.toBeInstanceOf(Conflict);
  const reason = "The shift was over at ten.";
  const decline = (actor: Actor) =>
    db.transaction((tx) => decideLateTime(tx, { lateTimeId, declined: ids, reason }, context(actor)));
  await expect(decline(people.viewer)).rejects.toBeInstanceOf(Forbidden);
  await expect(decline(freelancer.agent)).rejects.toBeInstanceOf(Forbidden);
  await expect(decline((await givenOtherBusiness(db)).owner)).rejects.toBeInstanceOf(NotFound);
  await decline(people.manager);
  await decline(people.manager);
  await expect(contest(people.manager)).rejects.toBeInstanceOf(Forbidden);
  await contest(freelancer.agent);
  await contest(freelancer.agent);
  await expect(rule(people.owner)).rejects.toBeInstanceOf(Forbidden);
  await world.advanceTo("2026-11-23T12:00Z");
  expect(await partsOf(db, contract.id)).toHaveLength(1);
  await rule(mediator);
  await rule(mediator);
  expect((await lateTimesOf(db, contract.id))[0]).toMatchObject({ state: "approved", reason, ruledAt: at("2026-11-23T12:00Z") });
  await world.advanceTo("2026-11-30T12:00Z");
  const [, late] = await partsOf(db, contract.id);
  expect(late).toMatchObject({ part: 1, billWeek: "2026-11-23", pay: 302n, availableAt: at("2026-12-09T12:00Z") });
});

test("a contract that ended meanwhile, without other work in the next week, is billed for it all the same; so is one whose week was empty", async ({
  world,
}) => {
  const working = await givenWorking(world);
  const { db } = world;
  await world.advanceTo("2026-11-17T09:00Z");
  await arriveLate(db, working, { from: "2026-11-15T10:00Z", minutes: 120, arrives: "2026-11-17T09:00Z" });
  await world.settle();
  await db.transaction((tx) =>
    endContract(tx, { contractId: working.contract.id, reason: "season" }, { actor: working.people.owner, now: world.now() }),
  );
  await world.advanceTo("2026-11-23T12:00Z");
  const parts = await partsOf(db, working.contract.id);
  expect(parts).toMatchObject([{ part: 1, billWeek: "2026-11-16", minutes: 120, pay: 1_450n }]);
  expect(await billOf(db, working.businessId)).toMatchObject({ total: 1_595n, state: "paid" });
});

test("it is protected by what held when it was worked, the rest of its week before it: beyond the limit it waits for the business", async ({
  world,
}) => {
  // 1,916 minutes at 30.00: the first 909 minutes are within the limit of 500.00 of a new business.
  const working = await givenClosedWeek(world, { card: cards.declined, rate: money(3_000n, "USD") });
  const { db } = world;
  await arriveLate(db, working, { from: "2026-11-15T10:00Z", minutes: 25, arrives: "2026-11-17T09:00Z" });
  await world.settle();
  await world.advanceTo("2026-11-23T12:00Z");
  const [whole, late] = await partsOf(db, working.contract.id);
  const decided = async (id: string) => (await db.select().from(weekProtections).where(eq(weekProtections.timesheetId, id)))[0];
  expect(await decided(whole!.id)).toMatchObject({ protectedPay: 45_450n, unprotectedPay: 50_350n });
  expect(await decided(late!.id)).toMatchObject({ protectedPay: 0n, unprotectedPay: 1_250n, exposureLimit: 50_000n });
  // The business has not paid: nothing of it becomes available.
  await world.advanceTo("2026-12-02T12:00Z");
  expect(await standingOf(db, working.agentId)).toMatchObject({ available: "454.50", pending: "516.00" });
});

test("the limit of its own week holds: of 25 minutes that come after 2,395 only the 5 that fit into 2,400 are asked about and billed", async ({
  world,
}) => {
  const working = await givenWorking(world);
  const { db } = world;
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-17T09:00Z");
  const segments = segmentsOf(at("2026-11-15T10:00Z"), 25);
  const { verdicts } = await record(db, working, segments, world.now());
  expect(verdicts.map((one) => one.verdict)).toEqual(["overLimit", "overLimit", "needsApproval"]);
  await world.settle();
  expect(await lateTimesOf(db, working.contract.id)).toMatchObject([{ minutes: 5 }]);
  await world.advanceTo("2026-11-23T12:00Z");
  const [, late] = await partsOf(db, working.contract.id);
  expect(late).toMatchObject({ minutes: 5, pay: 60n, fee: 6n });
});
