import { eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { approveTimesheet, lapseDueReviews } from "#app/domain/timesheets/approve-timesheet.server.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenFrozenWeek, givenWork } from "#tests/factories/diary.ts";
import { eventsOf } from "#tests/factories/events.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

async function givenWeekInReview(db: Db) {
  const given = await givenContract(db, { from: "2026-11-16" });
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 60 });
  return { ...given, timesheet: await givenFrozenWeek(db, given, "2026-11-16") };
}
const tuesday = at("2026-11-24T10:00Z");
const stateOf = async (db: Db, id: string) => (await db.select().from(timesheets).where(eq(timesheets.id, id)))[0]!;

test("a manager approves a week once, however often the button is pressed", async ({ db }) => {
  const { timesheet, people } = await givenWeekInReview(db);
  const approve = (note: string, now = tuesday) =>
    db.transaction((tx) => approveTimesheet(tx, { timesheetId: timesheet.id, note }, { actor: people.manager, now }));
  await Promise.all([approve("Well done"), approve("Well done")]);
  await approve("Again", at("2026-11-25T10:00Z"));
  expect(await stateOf(db, timesheet.id)).toMatchObject({
    state: "approved",
    approvedAt: tuesday,
    approvedBy: people.manager.userId,
    lapsedAt: null,
    note: "Well done",
    pay: 1_200n,
  });
  expect(await eventsOf(db, "timesheetId", timesheet.id)).toEqual(["timesheet.frozen", "timesheet.approved"]);
});

test("silence is approval: at Saturday 00:00 UTC, not a moment before", async ({ db }) => {
  const { timesheet, people } = await givenWeekInReview(db);
  const lapse = (now: string) => db.transaction((tx) => lapseDueReviews(tx, { actor: system, now: at(now) }));
  expect(await lapse("2026-11-27T23:59:59.999Z")).toBe(0);
  expect((await stateOf(db, timesheet.id)).state).toBe("inReview");
  expect(await lapse("2026-11-28T00:00Z")).toBe(1);
  expect(await lapse("2026-11-28T00:01Z")).toBe(0);
  expect(await stateOf(db, timesheet.id)).toMatchObject({
    state: "approved",
    lapsedAt: at("2026-11-28T00:00Z"),
    approvedBy: null,
  });
  await db.transaction((tx) =>
    approveTimesheet(tx, { timesheetId: timesheet.id, note: "Late" }, { actor: people.manager, now: at("2026-11-28T09:00Z") }),
  );
  expect((await stateOf(db, timesheet.id)).note).toBeNull();
  expect(await eventsOf(db, "timesheetId", timesheet.id)).toEqual(["timesheet.frozen", "timesheet.approved"]);
});

test("nobody else approves it, and people do not speak for silence", async ({ db }) => {
  const { timesheet, people, freelancer } = await givenWeekInReview(db);
  for (const [actor, refusal] of [
    [(await givenAgent(db)).agent, NotFound],
    [(await givenBusiness(db)).owner, NotFound],
    [freelancer.agent, Forbidden],
    [people.finance, Forbidden],
    [people.viewer, Forbidden],
    [await givenStaff(db), Forbidden],
  ] as const) {
    await expect(
      db.transaction((tx) => approveTimesheet(tx, { timesheetId: timesheet.id, note: "" }, { actor, now: tuesday })),
    ).rejects.toThrow(refusal);
    await expect(db.transaction((tx) => lapseDueReviews(tx, { actor, now: at("2026-11-28T00:00Z") }))).rejects.toThrow(Forbidden);
  }
  expect((await stateOf(db, timesheet.id)).state).toBe("inReview");
});

test("an unknown week is not found", async ({ db }) => {
  const { people } = await givenWeekInReview(db);
  const nowhere = { timesheetId: "0198c5f2-7a00-7000-8000-000000000001", note: "" };
  await expect(db.transaction((tx) => approveTimesheet(tx, nowhere, { actor: people.owner, now: tuesday }))).rejects.toThrow(
    NotFound,
  );
});
