import { audiences } from "#app/domain/notifications/audience.server.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { billOf, chargesOf, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { by, contest, decide, dispute, segmentsOfWeek, timesheetOf, withdraw } from "#tests/factories/disputes.ts";
import { chargebackOf } from "#tests/factories/refunds.ts";
import { expect, test } from "#tests/setup/money.ts";

test("both sides are told of a dispute, and the payers of refunds and chargebacks", async ({ world }) => {
  const { db } = world;
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const { people, freelancer, agentId, businessId } = working;
  const timesheet = await timesheetOf(db, working);
  const segments = await segmentsOfWeek(db, timesheet.id);
  const now = world.now();
  const told = { agentId, businessId, roles: ["owner", "manager"] };
  const week = { week: "2026-11-09", currency: "USD" };

  const opened = await dispute(db, { timesheetId: timesheet.id, segmentIds: segments.slice(0, 6) }, by(people.manager, now));
  const disputeId = opened.id;
  const toAgent = `/agent/disputes/${disputeId}`;
  const toBusiness = `/business/disputes/${disputeId}`;
  expect(await audiences["dispute.opened"]!(db, { disputeId })).toEqual({
    ...told,
    agent: { kind: "dispute-opened", href: toAgent, params: { ...week, amount: "726", other: "Lumen" } },
  });
  // Before an answer came, the event says that the three days are over.
  expect(await audiences["dispute.answered"]!(db, { disputeId })).toMatchObject({
    agent: { kind: "dispute-silent-agent" },
    business: { kind: "dispute-silent-business", href: toBusiness },
  });
  await contest(db, opened, by(freelancer.agent, now));
  const answered = await audiences["dispute.answered"]!(db, { disputeId });
  expect(answered).toMatchObject({ business: { kind: "dispute-contested" } });
  expect(answered).not.toHaveProperty("agent");
  await decide(db, opened, { upheld: segments.slice(0, 4) }, by(await givenStaff(db, ["mediator"]), now));
  expect(await audiences["dispute.decided"]!(db, { disputeId })).toMatchObject({
    agent: { kind: "dispute-decided-agent", params: { amount: "484" } },
    business: { kind: "dispute-decided-business", params: { amount: "484" } },
  });
  await world.settle();
  const bill = await billOf(db, businessId);
  expect(await audiences["refund.settled"]!(db, { refundId: disputeId })).toMatchObject({
    roles: ["owner", "finance"],
    business: { kind: "refund-sent", href: `/business/bills/${bill.id}`, params: { amount: "532" } },
  });

  const second = await dispute(db, { timesheetId: timesheet.id, segmentIds: segments.slice(10, 12) }, by(people.manager, now));
  await withdraw(db, second, by(people.manager, now));
  const withdrawn = await audiences["dispute.decided"]!(db, { disputeId: second.id });
  expect(withdrawn).toMatchObject({ agent: { kind: "dispute-withdrawn" } });
  expect(withdrawn).not.toHaveProperty("business");

  const [charge] = await chargesOf(db, bill.id);
  world.control.disputeCharge(charge!.stripeChargeId!, { amount: 10_000 });
  await world.settle();
  const { id: chargebackId } = await chargebackOf(db, businessId);
  const chargeback = async (event: "chargeback.opened" | "chargeback.closed", won = true) =>
    (await audiences[event]!(db, { chargebackId, won }))?.business?.kind;
  expect([
    await chargeback("chargeback.opened"),
    await chargeback("chargeback.closed"),
    await chargeback("chargeback.closed", false),
  ]).toEqual(["chargeback-opened", "chargeback-won", "chargeback-lost"]);
});
