import { eq } from "drizzle-orm";
import { lapseDueAnswers } from "#app/domain/disputes/answer-dispute.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { bills } from "#db/schema/billing.ts";
import { disputeSegments } from "#db/schema/disputes.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { eventsNamed, givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { billOf, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import {
  agree,
  by,
  contest,
  creditNotesOf,
  decide,
  dispute,
  disputeOf,
  moneyOfDispute,
  refundOf,
  segmentsOfWeek,
  timesheetOf,
  withdraw,
} from "#tests/factories/disputes.ts";
import { givenOnboarded, payoutsOf, standingOf } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

/** The example week (2,395 minutes at 7.25: 289.40 and a fee of 28.94), closed and charged; its agent can be paid. */
async function givenChargedWeek(world: MoneyWorld) {
  const working = await givenWorking(world);
  await givenOnboarded(world, working.freelancer);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const timesheet = await timesheetOf(world.db, working);
  const mediator = await givenStaff(world.db, ["mediator"]);
  return { ...working, timesheet, segments: await segmentsOfWeek(world.db, timesheet.id), mediator };
}

test("an hour is disputed, contested and decided in part: held at once, the rest paid on its Wednesday, the upheld part back on the card with credit notes", async ({
  world,
}) => {
  const { db } = world;
  const given = await givenChargedWeek(world);
  const { people, freelancer, timesheet, segments, mediator, agentId } = given;
  const hour = segments.slice(0, 6);

  const opened = await dispute(db, { timesheetId: timesheet.id, segmentIds: hour }, by(people.manager, world.now()));
  // Six of ten minutes: 7.25 less the cents that the largest remainder gave to others.
  expect(opened).toMatchObject({ state: "open", claimed: 726n });
  expect(await moneyOfDispute(db, given)).toMatchObject({ pending: "282.14", held: "7.26", available: "0.00" });
  expect((await timesheetOf(db, given)).state).toBe("disputed");

  await world.advanceTo("2026-11-17T09:00Z");
  await contest(db, opened, by(freelancer.agent, world.now()));
  expect(await disputeOf(db, opened.id)).toMatchObject({ state: "answered", decisionDueAt: new Date("2026-11-18T09:00:00Z") });

  // Silence approves the rest while the dispute waits, and its money is paid on its day.
  await world.advanceTo("2026-11-21T00:00Z");
  expect((await timesheetOf(db, given)).state).toBe("approved");
  await world.advanceTo("2026-11-25T14:00Z");
  expect(await standingOf(db, agentId)).toMatchObject({ onItsWay: "282.14", available: "0.00" });
  expect(await moneyOfDispute(db, given)).toMatchObject({ held: "7.26", pending: "0.00" });

  await decide(db, opened, { upheld: hour.slice(0, 4) }, by(mediator, world.now()));
  await world.settle();
  const bill = await billOf(db, given.businessId);
  expect(await disputeOf(db, opened.id)).toMatchObject({ state: "decided", upheld: 484n, refundTo: "card" });
  expect(await creditNotesOf(db, bill.id)).toEqual(["agent 4.84", "platform 0.48"]);
  expect(await refundOf(db, opened.id)).toMatchObject({
    to: "card",
    state: "succeeded",
    amount: 532n,
    agentPart: 484n,
    feePart: 48n,
  });
  expect(bill.refunded).toBe(532n);
  expect(await moneyOfDispute(db, given)).toMatchObject({
    held: "0.00",
    available: "2.42",
    credit: "0.00",
    fees: "28.46",
    writeOffs: "0.00",
  });
  const [refund] = (await world.stripe.refunds.list({ limit: 5 })).data;
  expect(refund).toMatchObject({ amount: 532, status: "succeeded", metadata: { refundId: opened.id } });

  // What the agent keeps goes along with the next payout.
  await world.advanceTo("2026-12-03T12:00Z");
  expect(await payoutsOf(db, agentId)).toHaveLength(1);
});

test("the agent agrees after the payout: the business has its money at once, the agent repays it from later payouts", async ({
  world,
}) => {
  const { db } = world;
  const given = await givenChargedWeek(world);
  await world.advanceTo("2026-11-30T12:00Z");
  expect(await standingOf(db, given.agentId)).toMatchObject({ paidOut: "289.40" });

  const opened = await dispute(
    db,
    { timesheetId: given.timesheet.id, segmentIds: given.segments.slice(0, 6) },
    by(given.people.manager, world.now()),
  );
  expect(await moneyOfDispute(db, given)).toMatchObject({ held: "0.00" });
  for (const _ of [1, 2]) await agree(db, opened, by(given.freelancer.agent, world.now()));
  await world.settle();
  expect(await disputeOf(db, opened.id)).toMatchObject({ state: "agreed", upheld: 726n, repays: true });
  expect(await moneyOfDispute(db, given)).toMatchObject({ owed: "7.26", credit: "0.00", fees: "28.21", writeOffs: "0.00" });
  expect(await refundOf(db, opened.id)).toMatchObject({ amount: 799n, agentPart: 726n, platformPart: 0n, state: "succeeded" });
});

test("a decision that the agent need not repay leaves what was paid out with the platform", async ({ world }) => {
  const { db } = world;
  const given = await givenChargedWeek(world);
  await world.advanceTo("2026-11-30T12:00Z");
  const opened = await dispute(
    db,
    { timesheetId: given.timesheet.id, segmentIds: given.segments.slice(0, 6) },
    by(given.people.manager, world.now()),
  );
  await world.advanceTo("2026-12-03T13:00Z");
  // Silence for three days: the mediator decides without an answer.
  expect((await disputeOf(db, opened.id)).state).toBe("answered");
  for (const _ of [1, 2])
    await decide(db, opened, { upheld: given.segments.slice(0, 6), refundTo: "credit" }, by(given.mediator, world.now()));
  await world.settle();
  expect(await moneyOfDispute(db, given)).toMatchObject({ owed: "0.00", writeOffs: "7.26", credit: "7.99" });
  expect(await refundOf(db, opened.id)).toMatchObject({ to: "credit", state: "succeeded", platformPart: 726n });
  expect((await world.stripe.refunds.list()).data).toHaveLength(0);
});

test("a withdrawn dispute gives everything back, once, and its time can be named again", async ({ world }) => {
  const { db } = world;
  const given = await givenChargedWeek(world);
  const { timesheet, people } = given;
  const day = given.segments.slice(0, 48);
  const opened = await dispute(db, { timesheetId: timesheet.id, segmentIds: day }, by(people.manager, world.now()));
  for (const _ of [1, 2]) await withdraw(db, opened, by(people.manager, world.now()));
  expect(await moneyOfDispute(db, given)).toMatchObject({ held: "0.00", pending: "289.40" });
  expect((await timesheetOf(db, given)).state).toBe("approved");
  const again = await dispute(db, { timesheetId: timesheet.id, segmentIds: day }, by(people.manager, world.now()));
  expect(again.state).toBe("open");
});

test("the same form twice, and two people at once, open one dispute", async ({ world }) => {
  const { db } = world;
  const given = await givenChargedWeek(world);
  const named = { timesheetId: given.timesheet.id, segmentIds: given.segments.slice(0, 3) };
  const disputeId = newId();
  const [first, second] = await Promise.all(
    [1, 2].map(() => dispute(db, { ...named, disputeId }, by(given.people.manager, world.now()))),
  );
  expect(second!.id).toBe(first!.id);
  await expect(dispute(db, named, by(given.people.owner, world.now()))).rejects.toThrow(Invalid);
  expect(await eventsNamed(db, "dispute.opened")).toHaveLength(1);
  expect(await moneyOfDispute(db, given)).toMatchObject({ held: "3.63" });
});

test("what was decided for the agent, or given back, cannot be disputed again", async ({ world }) => {
  const { db } = world;
  const given = await givenChargedWeek(world);
  const { timesheet, segments, people, mediator } = given;
  const opened = await dispute(
    db,
    { timesheetId: timesheet.id, segmentIds: segments.slice(0, 2) },
    by(people.manager, world.now()),
  );
  await contest(db, opened, by(given.freelancer.agent, world.now()));
  await decide(db, opened, { upheld: [segments[0]!] }, by(mediator, world.now()));
  for (const one of segments.slice(0, 2))
    await expect(dispute(db, { timesheetId: timesheet.id, segmentIds: [one] }, by(people.manager, world.now()))).rejects.toThrow(
      "alreadyDisputed",
    );
  const rows = await db.select().from(disputeSegments).where(eq(disputeSegments.disputeId, opened.id));
  expect(rows.map((one) => [one.upheld, one.living]).sort()).toEqual([
    [false, false],
    [true, true],
  ]);
});

test("an unpaid bill is lowered instead: the claim shrinks, and nothing goes to a card", async ({ world }) => {
  const { db } = world;
  const working = await givenWorking(world, { card: null });
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const timesheet = await timesheetOf(db, working);
  const segments = await segmentsOfWeek(db, timesheet.id);
  const opened = await dispute(
    db,
    { timesheetId: timesheet.id, segmentIds: segments.slice(0, 6) },
    by(working.people.manager, world.now()),
  );
  await agree(db, opened, by(working.freelancer.agent, world.now()));
  const bill = await billOf(db, working.businessId);
  expect(await moneyOfDispute(db, working)).toMatchObject({
    receivable: "310.35",
    credit: "0.00",
    pending: "282.14",
    held: "0.00",
  });
  expect(bill).toMatchObject({ state: "due", total: 31_834n, refunded: 799n });
  expect(await refundOf(db, opened.id)).toMatchObject({ to: "credit", state: "succeeded", amount: 799n });
});

test("all of an unpaid bill given back leaves nothing to pay", async ({ world }) => {
  const { db } = world;
  const working = await givenWorking(world, { card: null });
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const timesheet = await timesheetOf(db, working);
  const segmentIds = await segmentsOfWeek(db, timesheet.id);
  const opened = await dispute(db, { timesheetId: timesheet.id, segmentIds }, by(working.people.manager, world.now()));
  expect(await moneyOfDispute(db, working)).toMatchObject({ pending: "0.00", held: "289.40" });
  await agree(db, opened, by(working.freelancer.agent, world.now()));
  const [bill] = await db.select().from(bills).where(eq(bills.businessId, working.businessId));
  expect(bill).toMatchObject({ state: "paid", refunded: 31_834n });
  expect(await moneyOfDispute(db, working)).toMatchObject({
    receivable: "0.00",
    credit: "0.00",
    fees: "0.00",
    held: "0.00",
    pending: "0.00",
  });
});

test("thirty days after the charge it is too late, and segments of another week are refused", async ({ world }) => {
  const { db } = world;
  const given = await givenChargedWeek(world);
  const { timesheet, people, segments } = given;
  await expect(
    dispute(db, { timesheetId: timesheet.id, segmentIds: [newId()] }, by(people.manager, world.now())),
  ).rejects.toThrow("noSegments");
  await expect(
    dispute(db, { timesheetId: timesheet.id, segmentIds: [segments[0]!, newId()] }, by(people.manager, world.now())),
  ).rejects.toThrow("otherSegments");
  await expect(
    dispute(
      db,
      { timesheetId: timesheet.id, segmentIds: segments.slice(0, 1) },
      by(people.manager, new Date("2026-12-16T12:30:00Z")),
    ),
  ).rejects.toThrow("tooLate");
});

test("strangers learn nothing, and nobody takes another's part", async ({ world }) => {
  const { db } = world;
  const given = await givenChargedWeek(world);
  const { people, freelancer, timesheet, segments, mediator } = given;
  const other = await givenOtherBusiness(db);
  const named = { timesheetId: timesheet.id, segmentIds: segments.slice(0, 3) };
  const now = world.now();
  await expect(dispute(db, named, by(other.manager, now))).rejects.toThrow(NotFound);
  for (const actor of [people.viewer, people.finance, freelancer.agent, mediator])
    await expect(dispute(db, named, by(actor, now))).rejects.toThrow(Forbidden);
  const [week] = await db.select().from(timesheets).where(eq(timesheets.id, timesheet.id));
  expect(week!.state).toBe("inReview");

  const opened = await dispute(db, named, by(people.manager, now));
  await expect(contest(db, opened, by(people.manager, now))).rejects.toThrow(Forbidden);
  await expect(agree(db, opened, by(other.manager, now))).rejects.toThrow(NotFound);
  await expect(withdraw(db, opened, by(freelancer.agent, now))).rejects.toThrow(Forbidden);
  await expect(withdraw(db, opened, by(people.viewer, now))).rejects.toThrow(Forbidden);
  const upheld = segments.slice(0, 3);
  // The agent may still answer.
  await expect(decide(db, opened, { upheld }, by(mediator, now))).rejects.toThrow(Conflict);
  await contest(db, opened, by(freelancer.agent, now));
  for (const actor of [people.owner, freelancer.agent, await givenStaff(db, ["platform_finance"])])
    await expect(decide(db, opened, { upheld }, by(actor, now))).rejects.toThrow(Forbidden);
  await expect(decide(db, opened, { upheld: segments.slice(3, 4) }, by(mediator, now))).rejects.toThrow(Invalid);
  await expect(db.transaction((tx) => lapseDueAnswers(tx, by(people.owner, now)))).rejects.toThrow(Forbidden);
  await decide(db, opened, { upheld: [] }, by(mediator, now));
  expect(await refundOf(db, opened.id)).toBeNull();
  expect(await moneyOfDispute(db, given)).toMatchObject({ held: "0.00", pending: "289.40", fees: "28.94" });
  await expect(withdraw(db, opened, by(people.manager, now))).rejects.toThrow(Conflict);
});
