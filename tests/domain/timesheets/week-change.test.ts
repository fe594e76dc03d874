import { eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { protectionOfSegments } from "#app/domain/billing/protection-of-segments.server.ts";
import { answerWeekChange, withdrawWeekChange } from "#app/domain/timesheets/answer-week-change.server.ts";
import { proposeAddedTime, proposeTakeOut } from "#app/domain/timesheets/propose-week-change.server.ts";
import { weekPapers } from "#app/domain/timesheets/week-papers.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { contracts } from "#db/schema/contracts.ts";
import { segments } from "#db/schema/diary.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenOtherBusiness } from "#tests/factories/accounts.ts";
import { billOf, givenWorking, work } from "#tests/factories/billing.ts";
import { creditNotesOf, dispute, moneyOfDispute, segmentsOfWeek } from "#tests/factories/disputes.ts";
import { standingOf } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

/** 600 minutes at 7.25 an hour (72.50, fee 7.25) on Monday and Tuesday, closed and charged; now it is Tuesday, the 17th. */
async function givenClosedWeek(world: MoneyWorld, manualTimeAllowed = false) {
  const working = await givenWorking(world);
  const { db } = world;
  if (manualTimeAllowed) await allowManual(world, working.contract.id);
  for (const day of ["2026-11-09", "2026-11-10"]) await work(db, working, day, 300);
  await world.advanceTo("2026-11-17T09:00Z");
  const [week] = await db.select().from(timesheets).where(eq(timesheets.contractId, working.contract.id));
  return { ...working, week: week!, bill: await billOf(db, working.businessId) };
}
async function allowManual({ db }: MoneyWorld, contractId: string) {
  await db.update(contracts).set({ manualTimeAllowed: true }).where(eq(contracts.id, contractId));
}
const context = (world: MoneyWorld, actor: Actor) => ({ actor, now: world.now() });

const takeOut = (world: MoneyWorld, actor: Actor, timesheetId: string, segmentIds: string[], weekChangeId = newId()) =>
  world.db
    .transaction((tx) =>
      proposeTakeOut(
        tx,
        { weekChangeId, timesheetId, segmentIds, reason: "I had a long lunch that day." },
        context(world, actor),
      ),
    )
    .then(() => weekChangeId);
const add = (world: MoneyWorld, actor: Actor, timesheetId: string, from: string, to: string, weekChangeId = newId()) =>
  world.db
    .transaction((tx) =>
      proposeAddedTime(
        tx,
        { weekChangeId, timesheetId, from: at(from), to: at(to), reason: "The phone call with your warehouse." },
        context(world, actor),
      ),
    )
    .then(() => weekChangeId);
const answer = (world: MoneyWorld, actor: Actor, weekChangeId: string, said: "accept" | "decline" = "accept") =>
  world.db.transaction((tx) => answerWeekChange(tx, { weekChangeId, answer: said, words: "" }, context(world, actor)));

test("an hour that both agree to take out is held at once and given back at the next close by credit notes of 7.26 and 0.73", async ({
  world,
}) => {
  const { week, bill, people, freelancer, businessId, agentId, contract } = await givenClosedWeek(world);
  const { db } = world;
  const hour = (await segmentsOfWeek(db, week.id)).slice(0, 6);
  await expect(takeOut(world, people.manager, week.id, hour)).rejects.toBeInstanceOf(Forbidden);
  await expect(takeOut(world, (await givenOtherBusiness(db)).owner, week.id, hour)).rejects.toBeInstanceOf(NotFound);
  await expect(takeOut(world, freelancer.agent, week.id, [])).rejects.toBeInstanceOf(Invalid);
  await expect(takeOut(world, freelancer.agent, week.id, [contract.id])).rejects.toBeInstanceOf(Invalid);
  const id = await takeOut(world, freelancer.agent, week.id, hour);
  await takeOut(world, freelancer.agent, week.id, hour, id);
  await expect(takeOut(world, freelancer.agent, week.id, hour)).rejects.toBeInstanceOf(Invalid);
  await expect(answer(world, freelancer.agent, id)).rejects.toBeInstanceOf(Forbidden);
  await expect(answer(world, people.viewer, id)).rejects.toBeInstanceOf(Forbidden);
  await answer(world, people.manager, id);
  await answer(world, people.manager, id);
  await expect(answer(world, people.manager, id, "decline")).rejects.toBeInstanceOf(Conflict);
  await world.settle();
  expect(await moneyOfDispute(db, { businessId, agentId })).toMatchObject({ pending: "65.24", held: "7.26", credit: "0.00" });
  // What was agreed to be taken out is no matter for a dispute any more.
  await expect(dispute(db, { timesheetId: week.id, segmentIds: hour }, context(world, people.manager))).rejects.toBeInstanceOf(
    Invalid,
  );
  await work(db, { contract, freelancer }, "2026-11-19", 120);
  await world.advanceTo("2026-11-23T12:00Z");
  expect(await creditNotesOf(db, bill.id)).toEqual(["agent 7.26", "platform 0.73"]);
  expect(await moneyOfDispute(db, { businessId, agentId })).toMatchObject({ held: "0.00", credit: "0.00", receivable: "0.00" });
  // The next week's 14.50 and 1.45 are paid with it: 15.95 less 7.99.
  const next = await billOf(db, businessId);
  expect(next).toMatchObject({ week: "2026-11-16", total: 1_595n, creditApplied: 799n, state: "paid" });
  // Nothing of the week itself was edited.
  const [same] = await db.select().from(timesheets).where(eq(timesheets.id, week.id));
  expect(same).toMatchObject({ minutes: 600, pay: 7_250n, fee: 725n });
  const papers = await weekPapers(db, week, freelancer.agent);
  expect(papers.changes).toMatchObject([{ kind: "takeOut", state: "accepted", minutes: 60, givenBack: 726n }]);
  expect(papers).toEqual(await weekPapers(db, week, people.viewer));
  await expect(weekPapers(db, week, (await givenOtherBusiness(db)).owner)).rejects.toBeInstanceOf(NotFound);
  await world.advanceTo("2026-11-25T12:00Z");
  expect(await standingOf(db, agentId)).toMatchObject({ available: "65.24" });
});

test("declined or withdrawn it changes nothing, and may be proposed again", async ({ world }) => {
  const { week, people, freelancer, businessId, agentId } = await givenClosedWeek(world);
  const { db } = world;
  const hour = (await segmentsOfWeek(db, week.id)).slice(0, 6);
  const first = await takeOut(world, freelancer.agent, week.id, hour);
  await answer(world, people.manager, first, "decline");
  const second = await takeOut(world, freelancer.agent, week.id, hour);
  const withdraw = (actor: Actor) =>
    db.transaction((tx) => withdrawWeekChange(tx, { weekChangeId: second }, context(world, actor)));
  await expect(withdraw(people.manager)).rejects.toBeInstanceOf(Forbidden);
  await withdraw(freelancer.agent);
  await withdraw(freelancer.agent);
  await expect(answer(world, people.manager, second)).rejects.toBeInstanceOf(Conflict);
  await world.advanceTo("2026-11-23T12:00Z");
  expect(await moneyOfDispute(db, { businessId, agentId })).toMatchObject({ held: "0.00", credit: "0.00", pending: "72.50" });
});

test("forgotten time that both agree to add is by hand, never protected, and billed at the next close as a part of its own week", async ({
  world,
}) => {
  const { week, people, freelancer, businessId, contract } = await givenClosedWeek(world, true);
  const { db } = world;
  const { agent } = freelancer;
  await expect(add(world, agent, week.id, "2026-11-09T09:00Z", "2026-11-09T09:30Z")).rejects.toBeInstanceOf(Invalid);
  await expect(add(world, agent, week.id, "2026-11-16T09:00Z", "2026-11-16T09:30Z")).rejects.toBeInstanceOf(Invalid);
  await expect(add(world, agent, week.id, "2026-11-11T10:00Z", "2026-11-11T09:30Z")).rejects.toBeInstanceOf(Invalid);
  // This time the business remembers: the agent accepts.
  const id = await add(world, people.manager, week.id, "2026-11-11T09:05Z", "2026-11-11T09:40Z");
  await expect(answer(world, people.owner, id)).rejects.toBeInstanceOf(Forbidden);
  await answer(world, agent, id);
  await answer(world, agent, id);
  const added = (await db.select().from(segments).where(eq(segments.contractId, contract.id))).filter((one) => one.late);
  expect(added.map((one) => [one.kind, one.source, one.minutes]).sort()).toEqual([
    ["manual", "manual", 10],
    ["manual", "manual", 10],
    ["manual", "manual", 10],
    ["manual", "manual", 5],
  ]);
  await world.advanceTo("2026-11-23T12:00Z");
  const parts = await db.select().from(timesheets).where(eq(timesheets.contractId, contract.id)).orderBy(timesheets.part);
  // 35 minutes at 7.25 are 4.23.
  expect(parts[1]).toMatchObject({
    week: "2026-11-09",
    billWeek: "2026-11-16",
    minutes: 35,
    pay: 423n,
    fee: 42n,
    state: "approved",
  });
  expect(await billOf(db, businessId)).toMatchObject({ total: 465n, state: "paid" });
  const shown = await protectionOfSegments(db, [{ id: contract.id, businessId, currency: "USD" }], "2026-11-09", world.now());
  expect([...shown.reasons.values()]).toEqual(["manual", "manual", "manual", "manual"]);
});

test("where the contract does not allow time by hand none is added", async ({ world }) => {
  const { week, freelancer } = await givenClosedWeek(world);
  await expect(add(world, freelancer.agent, week.id, "2026-11-11T09:00Z", "2026-11-11T09:30Z")).rejects.toMatchObject({
    key: "diary:refused.manual",
  });
});

test("a final week stays: thirty days after its approval nothing is proposed and nothing accepted", async ({ world }) => {
  const { week, people, freelancer } = await givenClosedWeek(world);
  const { db } = world;
  const all = await segmentsOfWeek(db, week.id);
  const id = await takeOut(world, freelancer.agent, week.id, all.slice(0, 6));
  // Silence approved it on Saturday, 21 November 00:00.
  await world.advanceTo("2026-12-21T00:01Z");
  const final = { key: "timesheets:errors.final", params: { date: "2026-12-21" } };
  await expect(takeOut(world, freelancer.agent, week.id, all.slice(6, 12))).rejects.toMatchObject(final);
  await expect(answer(world, people.manager, id)).rejects.toMatchObject(final);
  await answer(world, people.manager, id, "decline");
});
