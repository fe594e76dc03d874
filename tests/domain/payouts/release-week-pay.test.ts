import { releaseWeekPay } from "#app/domain/payouts/release-week-pay.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { standingOf } from "#tests/factories/payouts.ts";
import { expect, test } from "#tests/setup/money.ts";

const nothing = { pending: "0.00", available: "0.00", onItsWay: "0.00", paidOut: "0.00" };

test("nine days after the close a paid week is available, not a minute before, and once", async ({ world }) => {
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-25T11:59Z");
  expect(await standingOf(world.db, working.agentId)).toEqual({ ...nothing, pending: "289.40" });
  const [week] = await world.db.select().from(timesheets);
  const release = () => world.db.transaction((tx) => releaseWeekPay(tx, { timesheetId: week!.id }, world.deps.context()));
  await expect(release()).rejects.toBeInstanceOf(Conflict);
  await world.advanceTo("2026-11-25T12:00Z");
  await release();
  await release();
  expect(await standingOf(world.db, working.agentId)).toEqual({ ...nothing, available: "289.40" });
});

test("people do not release pay, and an unknown week is not found", async ({ world }) => {
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-25T11:00Z");
  const [week] = await world.db.select().from(timesheets);
  const by = (actor: Parameters<typeof releaseWeekPay>[2]["actor"], timesheetId = week!.id) =>
    world.db.transaction((tx) => releaseWeekPay(tx, { timesheetId }, { actor, now: world.now() }));
  await expect(by(await givenStaff(world.db, ["operator"]))).rejects.toBeInstanceOf(Forbidden);
  await expect(by(working.freelancer.agent)).rejects.toThrow();
  await expect(by(working.people.owner)).rejects.toThrow();
  await expect(by(world.deps.context().actor, newId())).rejects.toBeInstanceOf(NotFound);
});
