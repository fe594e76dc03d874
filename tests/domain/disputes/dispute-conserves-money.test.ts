import { inArray } from "drizzle-orm";
import fc from "fast-check";
import { refunds } from "#db/schema/billing.ts";
import { disputes } from "#db/schema/disputes.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { billOf, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import {
  agree,
  by,
  contest,
  creditNotesOf,
  decide,
  dispute,
  moneyOfDispute,
  segmentsOfWeek,
  timesheetOf,
  withdraw,
} from "#tests/factories/disputes.ts";
import { givenOnboarded, standingOf } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

const cents = (major: string) => BigInt(major.replace(".", ""));

const outcome = fc.record({
  how: fc.constantFrom("agree", "decide", "decide", "withdraw", "leave" as const),
  length: fc.integer({ min: 1, max: 9 }),
  upheld: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
  refundTo: fc.constantFrom("card" as const, "credit" as const),
  repays: fc.boolean(),
});

/**
 * Whatever is disputed and however it ends, before the money is available, after, and when it is with the agent's bank: what the business gets is
 * what agent, platform and fee give, and the agent's money is the week's pay less that.
 */
test("money is conserved over random disputes", { timeout: 120_000 }, async ({ world }) => {
  const { db } = world;
  const working = await givenWorking(world);
  await givenOnboarded(world, working.freelancer);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const timesheet = await timesheetOf(db, working);
  const mediator = await givenStaff(db, ["mediator"]);
  const free = await segmentsOfWeek(db, timesheet.id);
  const plays = fc.sample(outcome, { numRuns: 30, seed: 20_261_116 });
  const moments = ["2026-11-18T12:00Z", "2026-11-25T12:30Z", "2026-11-30T12:00Z"];
  for (const [index, play] of plays.entries()) {
    if (index % 10 === 0) await world.advanceTo(moments[index / 10]!);
    const segmentIds = free.splice(0, play.length);
    if (segmentIds.length === 0) break;
    const now = world.now();
    const opened = await dispute(db, { timesheetId: timesheet.id, segmentIds }, by(working.people.manager, now));
    if (play.how === "agree") await agree(db, opened, by(working.freelancer.agent, now));
    if (play.how === "withdraw") await withdraw(db, opened, by(working.people.manager, now));
    if (play.how === "decide") {
      await contest(db, opened, by(working.freelancer.agent, now));
      const upheld = segmentIds.filter((_, at) => play.upheld[at]);
      await decide(db, opened, { upheld, refundTo: play.refundTo, repays: play.repays }, by(mediator, now));
    }
    await world.settle();
    await expectConserved(world, working);
  }
  // The rest of the week, all at once.
  const rest = await dispute(db, { timesheetId: timesheet.id, segmentIds: free }, by(working.people.manager, world.now()));
  await agree(db, rest, by(working.freelancer.agent, world.now()));
  await world.settle();
  await expectConserved(world, working);
});

async function expectConserved(world: MoneyWorld, working: { businessId: string; agentId: string }): Promise<void> {
  const { db } = world;
  const [money, standing, given, waiting, bill] = await Promise.all([
    moneyOfDispute(db, working),
    standingOf(db, working.agentId),
    db.select().from(refunds),
    db
      .select()
      .from(disputes)
      .where(inArray(disputes.state, ["open", "answered"])),
    billOf(db, working.businessId),
  ]);
  const sum = (of: (one: (typeof given)[number]) => bigint) => given.reduce((total, one) => total + of(one), 0n);
  const agents = [money.pending, money.held, money.available, standing.onItsWay, standing.paidOut].reduce(
    (total, one) => total + cents(one),
    -cents(money.owed),
  );
  expect(agents).toBe(28_940n - sum((one) => one.agentPart));
  expect(cents(money.fees)).toBe(2_894n - sum((one) => one.feePart));
  expect(cents(money.writeOffs)).toBe(sum((one) => one.platformPart));
  expect(cents(money.credit)).toBe(sum((one) => (one.to === "credit" ? one.amount : 0n)));
  expect(bill.refunded).toBe(sum((one) => one.amount));
  const notes = (await creditNotesOf(db, bill.id)).reduce((total, one) => total + cents(one.split(" ")[1]!), 0n);
  expect(notes).toBe(bill.refunded);
  const claimed = waiting.reduce((total, one) => total + one.claimed, 0n);
  expect(cents(money.held) <= claimed).toBe(true);
  const sent = (await world.stripe.refunds.list({ limit: 100 })).data.reduce((total, one) => total + one.amount, 0);
  expect(BigInt(sent)).toBe(sum((one) => (one.to === "card" ? one.amount : 0n)));
}
