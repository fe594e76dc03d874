import { asc, eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { deleteSegment } from "#app/domain/diary/delete-segment.server.ts";
import { freezeContractWeek } from "#app/domain/timesheets/freeze-contract-week.server.ts";
import { timesheetPage, timesheetsOf } from "#app/domain/timesheets/timesheets.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { addDays } from "#app/kernel/time.ts";
import { segments } from "#db/schema/diary.ts";
import { timesheetSegments, timesheets } from "#db/schema/timesheets.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenFrozenWeek, givenWork } from "#tests/factories/diary.ts";
import { eventsOf } from "#tests/factories/events.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

test("a week across New Year closes with the exact pay, fee and shares, and its clocks", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-12-28", rate: money(725n, "USD") });
  // Monday to Friday, 1 January among them: 479 minutes a day.
  for (let day = 0; day < 5; day++) await givenWork(db, given, { from: addDays(at("2026-12-28T09:00Z"), day), minutes: 479 });
  const timesheet = await givenFrozenWeek(db, given, "2026-12-28");
  expect(timesheet).toMatchObject({
    week: "2026-12-28",
    state: "inReview",
    minutes: 2_395,
    overLimitMinutes: 0,
    hourlyRate: 725n,
    pay: 28_940n,
    feeBps: 1_000,
    fee: 2_894n,
    currency: "USD",
    frozenAt: at("2027-01-04T12:00Z"),
    reviewUntil: at("2027-01-09T00:00Z"),
    availableAt: at("2027-01-13T12:00Z"),
  });
  const shares = await db.select().from(timesheetSegments).where(eq(timesheetSegments.timesheetId, timesheet.id));
  expect(shares.reduce((sum, share) => sum + share.pay, 0n)).toBe(28_940n);
  expect(shares.reduce((sum, share) => sum + share.minutes, 0)).toBe(2_395);
});

test("frozen twice, and twice at the same moment, is frozen once", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-11-16" });
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 90 });
  const made = await Promise.all([1, 2, 3].map(() => givenFrozenWeek(db, given, "2026-11-16")));
  expect(new Set(made.map((one) => one.id)).size).toBe(1);
  const rows = await db.select().from(timesheets).where(eq(timesheets.contractId, given.contract.id));
  expect(rows.map((row) => row.pay)).toEqual([1_800n]);
  expect(await eventsOf(db, "timesheetId", made[0]!.id)).toEqual(["timesheet.frozen"]);
});

test("a week with nothing payable makes no timesheet", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-11-16" });
  const context = { actor: system, now: at("2026-11-23T12:00Z") };
  const freeze = () =>
    db.transaction((tx) => freezeContractWeek(tx, { contractId: given.contract.id, week: "2026-11-16" }, context));
  expect(await freeze()).toBeNull();
  expect(await db.select().from(timesheets).where(eq(timesheets.contractId, given.contract.id))).toEqual([]);
});

test("no week closes before Monday 12:00 UTC, and no person closes one", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-11-16" });
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 10 });
  const freeze = (actor: Parameters<typeof freezeContractWeek>[2]["actor"], now: Date) =>
    db.transaction((tx) => freezeContractWeek(tx, { contractId: given.contract.id, week: "2026-11-16" }, { actor, now }));
  await expect(freeze(system, at("2026-11-23T11:59:59Z"))).rejects.toThrow(Conflict);
  for (const actor of [given.people.owner, given.freelancer.agent])
    await expect(freeze(actor, at("2026-11-23T12:00Z"))).rejects.toThrow(Forbidden);
});

test.for([
  ["Lisbon's clocks go back", "2026-10-19", "2026-10-24T23:30Z"],
  ["New York's clocks go back", "2026-10-26", "2026-11-01T04:30Z"],
  ["Lisbon's clocks go on", "2027-03-22", "2027-03-28T00:00Z"],
] as const)("the night in which %s is paid by its real minutes", async ([, week, from], { db }) => {
  const given = await givenContract(db, { from: week, rate: money(1_000n, "EUR") });
  await givenWork(db, given, { from: at(from), minutes: 180 });
  const timesheet = await givenFrozenWeek(db, given, week);
  expect([timesheet.minutes, timesheet.pay, timesheet.fee]).toEqual([180, 3_000n, 300n]);
  expect(timesheet.frozenAt.toISOString().slice(11)).toBe("12:00:00.000Z");
  expect(timesheet.reviewUntil.toISOString().slice(11)).toBe("00:00:00.000Z");
});

test("both sides read the same week and the same figures; strangers read nothing", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-11-16" });
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 100 });
  const { id } = await givenFrozenWeek(db, given, "2026-11-16");
  const { people, freelancer } = given;
  const read = await Promise.all([people.viewer, freelancer.agent].map((actor) => timesheetPage(db, id, actor)));
  for (const page of read) {
    expect(page.timesheet.pay).toBe(2_000n);
    expect(page.segments.map((one) => one.pay).reduce((sum, pay) => sum! + pay!, 0n)).toBe(2_000n);
  }
  expect(read.map((page) => page.mayReview)).toEqual([false, false]);
  expect((await timesheetPage(db, id, people.manager)).mayReview).toBe(true);
  const mine = await timesheetsOf(db, { agentId: freelancer.agentId }, { page: 1 }, freelancer.agent);
  const theirs = await timesheetsOf(db, { businessId: people.business.id }, { page: 1, q: freelancer.name }, people.finance);
  expect([mine.rows[0]!.timesheet.id, theirs.rows[0]!.timesheet.id]).toEqual([id, id]);
  const filter = { page: 1, state: "approved" as const };
  expect((await timesheetsOf(db, { agentId: freelancer.agentId }, filter, freelancer.agent)).total).toBe(0);
  for (const stranger of [(await givenAgent(db)).agent, (await givenBusiness(db)).owner]) {
    await expect(timesheetPage(db, id, stranger)).rejects.toThrow(NotFound);
    await expect(timesheetsOf(db, { businessId: people.business.id }, { page: 1 }, stranger)).rejects.toThrow(NotFound);
  }
});

test("what was taken back is on the page as a tombstone, without pay", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-11-16" });
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 20 });
  const [first] = await db
    .select()
    .from(segments)
    .where(eq(segments.contractId, given.contract.id))
    .orderBy(asc(segments.startedAt));
  await db.transaction((tx) =>
    deleteSegment(tx, { segmentId: first!.id }, { actor: given.freelancer.agent, now: at("2026-11-18T10:00Z") }),
  );
  const { id } = await givenFrozenWeek(db, given, "2026-11-16");
  const page = await timesheetPage(db, id, given.people.manager);
  expect(page.segments.map((one) => [one.deletedAt !== null, one.pay])).toEqual([
    [true, null],
    [false, 200n],
  ]);
});
