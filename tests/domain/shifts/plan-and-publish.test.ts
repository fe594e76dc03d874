import { sql } from "drizzle-orm";
import { proposeAmendment } from "#app/domain/contracts/propose-amendment.server.ts";
import { addShift } from "#app/domain/shifts/add-shift.server.ts";
import { cancelShift } from "#app/domain/shifts/cancel-shift.server.ts";
import { changeShift } from "#app/domain/shifts/change-shift.server.ts";
import { discardDrafts } from "#app/domain/shifts/discard-drafts.server.ts";
import { offerGaps } from "#app/domain/shifts/offer-gaps.server.ts";
import { planWeek } from "#app/domain/shifts/plan-week.server.ts";
import { saveShiftSettings } from "#app/domain/shifts/save-shift-settings.server.ts";
import { shiftPage, weekOfShifts, weekPlan } from "#app/domain/shifts/shifts.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { contractPauses } from "#db/schema/contracts.ts";
import { shifts } from "#db/schema/shifts.ts";
import { eventsNamed, givenBusiness } from "#tests/factories/accounts.ts";
import { hours, weekdays } from "#tests/factories/agents.ts";
import { answer } from "#tests/factories/contracts.ts";
import { eventsOf } from "#tests/factories/events.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import {
  draft,
  type GivenTeam,
  givenShift,
  givenTeam,
  inWords,
  planned,
  publish,
  shiftById,
  stretch,
  thursday,
  weekInWords,
} from "#tests/factories/shifts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const plan = (db: Db, { businessId, roleId, manager }: GivenTeam, week = planned, context = manager) =>
  db.transaction((tx) => planWeek(tx, { businessId, roleId, week }, context));
const offer = (db: Db, { businessId, roleId, manager }: GivenTeam, context = manager) =>
  db.transaction((tx) => offerGaps(tx, { businessId, roleId, week: planned }, context));
const change = (db: Db, shiftId: string, when: string, context: GivenTeam["manager"], contractId?: string) =>
  db.transaction((tx) => changeShift(tx, { shiftId, ...stretch(when), contractId, note: "" }, context));

test("a week is proposed from agreed windows, published once, and each agent is told once", async ({ db }) => {
  const given = await givenTeam(
    db,
    ["Ana", "Bruno"],
    { headcount: 2, coverage: hours(weekdays, 9, 13) },
    { weeklyLimitMinutes: 600 },
  );
  // Ten hours a week over five days of four: two hours a day each.
  expect(await plan(db, given)).toBe(10);
  expect(await plan(db, given)).toBe(0);
  expect((await weekInWords(db, given.roleId)).slice(0, 2)).toEqual(["Mon 09:00-11:00 draft", "Mon 11:00-13:00 draft"]);
  const page = await weekPlan(db, { businessId: given.businessId, roleId: given.roleId, week: planned }, given.people.viewer);
  expect(page.plan?.sums).toEqual({ required: 80, covered: 40, missing: 40 });
  expect(page.plan?.team.map((one) => [one.agentName, one.weeklyLimitMinutes])).toEqual([
    ["Ana", 600],
    ["Bruno", 600],
  ]);
  expect(await publish(db, given)).toBe(10);
  expect(await publish(db, given)).toBe(0);
  expect((await eventsNamed(db, "shifts.published")).map((one) => one.count)).toEqual([5, 5]);
});

test("agreed windows follow the contract's own clock, and the plan the role's", async ({ db }) => {
  const role = { headcount: 1, coverage: hours([0], 9, 12), timeZone: "America/New_York" };
  const given = await givenTeam(db, ["Ana"], role, { windows: hours([0], 15, 18), timeZone: "Europe/Paris" });
  await plan(db, given);
  // 09:00 to 12:00 in New York is 14:00 to 17:00 UTC, and 15:00 to 18:00 in Paris is 14:00 to 17:00 UTC.
  expect(await weekInWords(db, given.roleId)).toEqual(["Mon 14:00-17:00 draft"]);
});

test("what begins before now is not planned or published, and a past week not at all", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"], { headcount: 1, coverage: hours(weekdays, 9, 13) });
  const late = { ...given.manager, now: at("2026-11-25T10:10Z") };
  await draft(db, given, given.team[0]!.contract, "2026-11-23 09:00-11:00");
  expect(await plan(db, given, planned, late)).toBe(3);
  expect(await weekInWords(db, given.roleId)).toContain("Wed 10:30-13:00 draft");
  expect(await publish(db, given, planned, late)).toBe(3);
  expect((await weekInWords(db, given.roleId))[0]).toBe("Mon 09:00-11:00 draft");
  await expect(plan(db, given, "2026-11-16", late)).rejects.toThrow(Conflict);
});

test("paused contracts and hours with another business are left out", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"], { headcount: 2, coverage: hours([0], 9, 13) });
  const [ana, bruno] = given.team;
  await db.insert(contractPauses).values({ id: newId(), contractId: ana!.contract.id, reason: "unpaid", pausedAt: thursday });
  const elsewhere = await givenTeam(db, []);
  const second = await givenContract(db, {
    people: elsewhere.people,
    roleId: elsewhere.roleId,
    agent: bruno!.freelancer,
    from: "2026-11-16",
  });
  await givenShift(db, elsewhere, second.contract, "2026-11-23 09:00-11:00");
  await plan(db, given);
  expect(await weekInWords(db, given.roleId)).toEqual(["Mon 11:00-13:00 draft"]);
});

test("a shift is added by hand inside limit and days, over none of the agent's own", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"], {}, { weeklyLimitMinutes: 480 });
  const { contract } = given.team[0]!;
  await draft(db, given, contract, "2026-11-23 09:00-13:00");
  const refused = async (when: string, key: string) =>
    expect(await draft(db, given, contract, when).catch((error: { key: string }) => error.key)).toBe(`shifts:errors.${key}`);
  await refused("2026-11-23 12:30-14:00", "overlap");
  await refused("2026-11-24 09:00-13:30", "overLimit");
  await refused("2026-11-19 09:00-10:00", "inThePast");
  await refused("2026-11-24 09:15-10:00", "halfHour");
  await refused("2026-11-24 09:00-22:00", "tooLong");
  // Drafts of another business do not stand in the way, so that nobody can block a person by planning.
  const other = await givenTeam(db, []);
  const theirs = await givenContract(db, {
    people: other.people,
    roleId: other.roleId,
    agent: given.team[0]!.freelancer,
    from: "2026-11-16",
  });
  await draft(db, other, theirs.contract, "2026-11-23 09:00-13:00");
  await publish(db, other);
  await expect(publish(db, given)).rejects.toThrow(Conflict);
  expect(await weekInWords(db, given.roleId)).toEqual(["Mon 09:00-13:00 draft"]);
});

test("a shift over the end of the week is two, each in its own", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"]);
  const input = { contractId: given.team[0]!.contract.id, startsAt: at("2026-11-29T22:00Z"), endsAt: at("2026-11-30T02:00Z") };
  const rows = await db.transaction((tx) => addShift(tx, input, given.manager));
  expect(rows.map((row) => row.week)).toEqual(["2026-11-23", "2026-11-30"]);
});

test("the database itself refuses two shifts of a person at once, half minutes and two weeks", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"]);
  const row = await givenShift(db, given, given.team[0]!.contract, "2026-11-23 09:00-13:00");
  const like = (change: Partial<typeof row>) =>
    db
      .insert(shifts)
      .values({ ...row, id: newId(), state: "published", ...change })
      .then(
        () => "stored",
        (error: { cause?: { constraint_name?: string } }) => error.cause?.constraint_name,
      );
  expect(await like({})).toBe("shifts_never_overlap");
  expect(await like({ ...stretch("2026-11-23 12:30-14:00"), state: "draft" })).toBe("shifts_planned_once");
  expect(await like({ startsAt: at("2026-11-24T09:10Z"), endsAt: at("2026-11-24T10:00Z") })).toBe("shifts_half_hours");
  expect(await like({ startsAt: at("2026-11-29T22:00Z"), endsAt: at("2026-11-30T02:00Z") })).toBe("shifts_one_week");
  expect(await like({ ...stretch("2026-11-24 09:00-10:00"), state: "open" })).toBe("shifts_holder");
  expect(await like(stretch("2026-11-23 13:00-14:00"))).toBe("stored");
});

test("a lowered limit stops the publishing of drafts, all or none", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"], { coverage: hours(weekdays, 9, 17) });
  const [ana] = given.team;
  await plan(db, given);
  const amendment = await db.transaction((tx) =>
    proposeAmendment(tx, { contractId: ana!.contract.id, reason: "limit", weeklyLimitMinutes: 600 }, given.manager),
  );
  await answer(db, amendment, "accept", { actor: ana!.freelancer.agent, now: thursday });
  const refused = await publish(db, given).catch((error: { key: string; params: object }) => [error.key, error.params]);
  expect(refused).toEqual(["shifts:errors.overLimit", { agent: "Ana", hours: 10 }]);
  expect(await eventsNamed(db, "shifts.published")).not.toContainEqual(
    expect.objectContaining({ agentId: ana!.freelancer.agentId }),
  );
});

test("gaps are offered once, and count as offered from then on", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"], { headcount: 2, coverage: hours([0], 9, 13) });
  await draft(db, given, given.team[0]!.contract, "2026-11-23 09:00-11:00");
  expect(await offer(db, given)).toBe(2);
  expect(await offer(db, given)).toBe(0);
  expect(await plan(db, given)).toBe(0);
  expect((await weekInWords(db, given.roleId)).sort()).toEqual([
    "Mon 09:00-11:00 draft",
    "Mon 09:00-13:00 open",
    "Mon 11:00-13:00 open",
  ]);
  const page = await weekPlan(db, { businessId: given.businessId, roleId: null, week: planned }, given.people.viewer);
  expect([page.plan?.sums.missing, page.plan?.open.reduce((sum, one) => sum + one, 0)]).toEqual([12, 12]);
});

test("a published shift is moved, given to another and cancelled before it begins, and who had it is told", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const [ana, bruno] = given.team;
  const { id } = await givenShift(db, given, ana!.contract, "2026-11-23 09:00-13:00");
  await change(db, id, "2026-11-23 10:00-14:00", given.manager);
  await change(db, id, "2026-11-23 10:00-14:00", given.manager);
  await change(db, id, "2026-11-24 10:00-14:00", given.manager, bruno!.contract.id);
  expect(await eventsOf(db, "shiftId", id)).toEqual(["shift.changed", "shift.cancelled", "shift.assigned"]);
  const page = await shiftPage(db, id, given.people.viewer);
  expect([page.shift.agentName, inWords(page.shift)]).toEqual(["Bruno", "Tue 10:00-14:00"]);
  expect(page.moves.map((one) => [one.move, one.to])).toEqual([
    ["published", "Ana"],
    ["changed", "Ana"],
    ["changed", "Bruno"],
  ]);
  const begun = { ...given.manager, now: at("2026-11-24T10:00Z") };
  await expect(change(db, id, "2026-11-24 16:00-18:00", begun)).rejects.toThrow(Conflict);
  const cancel = (context = given.manager) =>
    db.transaction((tx) => cancelShift(tx, { shiftId: id, reason: "Quiet day" }, context));
  await expect(cancel(begun)).rejects.toThrow(Conflict);
  await cancel();
  await cancel();
  expect((await shiftById(db, id))?.state).toBe("cancelled");
  expect((await eventsOf(db, "shiftId", id)).filter((name) => name === "shift.cancelled")).toHaveLength(2);
  expect(await weekOfShifts(db, { businessId: given.businessId, week: planned }, given.people.viewer)).toEqual([]);
});

test("drafts are discarded without a trace, shifts stay", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"]);
  const { contract } = given.team[0]!;
  await givenShift(db, given, contract, "2026-11-23 09:00-13:00");
  const [row] = await draft(db, given, contract, "2026-11-24 09:00-13:00");
  await draft(db, given, contract, "2026-11-25 09:00-13:00");
  await db.transaction((tx) => cancelShift(tx, { shiftId: row!.id }, given.manager));
  await db.transaction((tx) => discardDrafts(tx, { ...given, week: planned }, given.manager));
  expect(await weekInWords(db, given.roleId)).toEqual(["Mon 09:00-13:00 published"]);
});

test("two planners who press the button at once plan once", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"], { headcount: 1, coverage: hours(weekdays, 9, 13) });
  const counts = await Promise.all([plan(db, given), plan(db, given)]);
  expect(counts.sort()).toEqual([0, 5]);
  expect((await Promise.all([publish(db, given), publish(db, given)])).sort()).toEqual([0, 5]);
});

test.for([
  ["a viewer of the business", Forbidden],
  ["finance of the business", Forbidden],
  ["the agent", NotFound],
  ["another business", NotFound],
] as const)("%s cannot plan", async ([who, error], { db }) => {
  const given = await givenTeam(db, ["Ana"]);
  const actors = {
    "a viewer of the business": given.people.viewer,
    "finance of the business": given.people.finance,
    "the agent": given.team[0]!.freelancer.agent,
    "another business": (await givenBusiness(db)).owner,
  };
  const context = { actor: actors[who], now: thursday };
  const { id } = await givenShift(db, given, given.team[0]!.contract, "2026-11-23 09:00-13:00");
  await expect(plan(db, given, planned, context as never)).rejects.toThrow(error);
  await expect(offer(db, given, context as never)).rejects.toThrow(error);
  await expect(publish(db, given, planned, context as never)).rejects.toThrow(error);
  await expect(draft(db, given, given.team[0]!.contract, "2026-11-24 09:00-13:00", context as never)).rejects.toThrow(error);
  await expect(change(db, id, "2026-11-23 09:00-12:00", context as never)).rejects.toThrow(error);
  await expect(db.transaction((tx) => cancelShift(tx, { shiftId: id }, context))).rejects.toThrow(error);
  await expect(db.transaction((tx) => discardDrafts(tx, { ...given, week: planned }, context))).rejects.toThrow(error);
  await expect(
    db.transaction((tx) => saveShiftSettings(tx, { businessId: given.businessId, swapsNeedApproval: true }, context)),
  ).rejects.toThrow(error);
  if (error === NotFound) {
    await expect(weekPlan(db, { businessId: given.businessId, roleId: null, week: planned }, context.actor)).rejects.toThrow(
      NotFound,
    );
    await expect(shiftPage(db, id, context.actor)).rejects.toThrow(NotFound);
  }
});

test("a business cannot plan a role or a person of another", async ({ db }) => {
  const [given, other] = [await givenTeam(db, ["Ana"]), await givenTeam(db, ["Bruno"])];
  const mixed = { ...given, roleId: other.roleId };
  await expect(plan(db, mixed)).rejects.toThrow(NotFound);
  await expect(offer(db, mixed)).rejects.toThrow(NotFound);
  await expect(
    weekPlan(db, { businessId: given.businessId, roleId: other.roleId, week: planned }, given.people.owner),
  ).rejects.toThrow(NotFound);
  const { id } = await givenShift(db, given, given.team[0]!.contract, "2026-11-23 09:00-13:00");
  await expect(change(db, id, "2026-11-23 09:00-13:00", given.manager, other.team[0]!.contract.id)).rejects.toThrow(Conflict);
  expect((await db.execute(sql`select count(*)::int as n from shifts where role_id = ${other.roleId}`))[0]).toEqual({ n: 0 });
});
