import { billApprovedWeeks } from "#app/domain/billing/bill-approved-weeks.server.ts";
import { approveTimesheet } from "#app/domain/timesheets/approve-timesheet.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { bills, weekProtections } from "#db/schema/billing.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { chargesOf, givenWorking, work } from "#tests/factories/billing.ts";
import { givenOnTerms } from "#tests/factories/documents.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { standingOf } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

/** Two agents of one business worked 8 hours each at 7.25 (58.00 and 5.80 of fee); one of the contracts wants approval first. */
async function givenTwo(world: MoneyWorld, { terms = false } = {}) {
  const { db } = world;
  const working = await givenWorking(world, terms ? { card: null } : {});
  if (terms) await givenOnTerms(db, working.businessId, world.now());
  const second = await givenContract(db, {
    people: working.people,
    agent: await givenAgent(db, { now: world.now() }),
    from: "2026-11-09",
    rate: money(725n, "USD"),
    timeZone: "UTC",
    approvalFirst: true,
  });
  await world.settle();
  await work(db, working, "2026-11-12", 480);
  await work(db, second, "2026-11-12", 480);
  await world.advanceTo("2026-11-16T13:00Z");
  const sheet = (await db.select().from(timesheets)).find((one) => one.contractId === second.contract.id)!;
  const written = async () =>
    (await db.select().from(bills).orderBy(bills.part)).map(({ part, total, state, week }) => ({ part, total, state, week }));
  const approve = () =>
    db.transaction((tx) =>
      approveTimesheet(tx, { timesheetId: sheet.id, note: "" }, { actor: working.people.manager, now: world.now() }),
    );
  return { ...working, second, sheet, written, approve };
}
const week = "2026-11-09";

test("at the close only the other week is billed; the approval bills and charges the one that wanted it, once", async ({
  world,
}) => {
  const { db } = world;
  const { written, approve, sheet, agentId, second } = await givenTwo(world);
  expect(await written()).toEqual([{ part: 0, total: 6_380n, state: "paid", week }]);
  // Its protection was decided with the others': it depends on when it was worked.
  expect(await db.select().from(weekProtections)).toHaveLength(2);
  await world.advanceTo("2026-11-17T10:00Z");
  await approve();
  await approve();
  await world.settle();
  expect(await written()).toEqual([
    { part: 0, total: 6_380n, state: "paid", week },
    { part: 1, total: 6_380n, state: "paid", week },
  ]);
  const again = () => db.transaction((tx) => billApprovedWeeks(tx, { timesheetId: sheet.id }, world.deps.context()));
  expect(await Promise.all([again(), again()])).toEqual([null, null]);
  const [, bill] = await db.select().from(bills).orderBy(bills.part);
  expect(await chargesOf(db, bill!.id)).toMatchObject([{ state: "succeeded", settledAt: at("2026-11-17T10:00Z") }]);
  // Both are paid on the same Wednesday; the next closes bill nothing twice.
  await world.advanceTo("2026-11-25T12:30Z");
  for (const id of [agentId, second.freelancer.agentId])
    expect(await standingOf(db, id)).toMatchObject({ available: "58.00", pending: "0.00" });
  expect(await written()).toHaveLength(2);
});

test("silence is approval: the week is charged when its review is over on Saturday, not before", async ({ world }) => {
  const { written } = await givenTwo(world);
  await world.advanceTo("2026-11-20T23:00Z");
  expect(await written()).toHaveLength(1);
  await world.advanceTo("2026-11-21T01:00Z");
  expect(await written()).toMatchObject([{ part: 0 }, { part: 1, state: "paid", total: 6_380n }]);
});

test("what is not approved is not billed, and people do not bill", async ({ world }) => {
  const { sheet, people } = await givenTwo(world);
  const byPerson = world.db.transaction((tx) =>
    billApprovedWeeks(tx, { timesheetId: sheet.id }, { actor: people.owner, now: world.now() }),
  );
  await expect(byPerson).rejects.toBeInstanceOf(Forbidden);
  // Not approved, nothing is billed.
  expect(await world.db.transaction((tx) => billApprovedWeeks(tx, { timesheetId: sheet.id }, world.deps.context()))).toBeNull();
});

test("on terms it is invoiced with the others: the review is over before the invoice is due", async ({ world }) => {
  const { written, approve } = await givenTwo(world, { terms: true });
  expect(await written()).toEqual([{ part: 0, total: 12_760n, state: "invoiced", week }]);
  await approve();
  await world.settle();
  expect(await written()).toHaveLength(1);
});
