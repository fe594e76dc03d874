import { newId } from "#app/kernel/ids.ts";
import * as agentDispute from "#app/routes/agent+/disputes.$disputeId.tsx";
import * as businessDispute from "#app/routes/business+/disputes.$disputeId.tsx";
import * as businessDisputes from "#app/routes/business+/disputes.index.tsx";
import * as newDispute from "#app/routes/business+/disputes.new.tsx";
import * as deskDispute from "#app/routes/desk+/disputes.$disputeId.tsx";
import * as deskDisputes from "#app/routes/desk+/disputes.index.tsx";
import * as chargebacks from "#app/routes/desk+/finance+/chargebacks.index.tsx";
import * as refunds from "#app/routes/desk+/finance+/refunds.index.tsx";
import * as newRefund from "#app/routes/desk+/finance+/refunds.new.tsx";
import { givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { billOf, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { disputeOf, refundOf, timesheetOf } from "#tests/factories/disputes.ts";
import { refundById } from "#tests/factories/refunds.ts";
import { expect, test } from "#tests/setup/money.ts";
import { visit } from "#tests/setup/visit.ts";

test("a week is disputed, answered and decided on the pages; strangers find nothing, others are turned away", async ({
  world,
}) => {
  const { db } = world;
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const { people, freelancer } = working;
  const timesheet = await timesheetOf(db, working);
  const [mediator, finance] = [await givenStaff(db, ["mediator"]), await givenStaff(db, ["platform_finance"])];
  const other = await givenOtherBusiness(db);
  const now = world.now();
  const url = `/business/disputes/new?timesheet=${timesheet.id}`;

  expect((await visit(db, newDispute, { url, now })).location).toContain("/auth/sign-in");
  expect((await visit(db, newDispute, { as: other.manager, url, now })).status).toBe(404);
  expect((await visit(db, newDispute, { as: people.viewer, url, now })).status).toBe(403);
  expect((await visit(db, newDispute, { as: people.manager, url: "/business/disputes/new", now })).status).toBe(404);
  const page = await visit(db, newDispute, { as: people.manager, url, now });
  expect((page.data as { segments: unknown[] }).segments).toHaveLength(240);

  const disputeId = newId();
  const form = { disputeId, hours: "2026-11-09T09", reason: "not-worked", statement: "Nobody answered the chat in this hour." };
  const refused = await visit(db, newDispute, {
    as: people.manager,
    url,
    now,
    form: { ...form, statement: "short", reason: "" },
  });
  expect(refused.status).toBe(400);
  expect((refused.data as { form: { errors: object } }).form).toMatchObject({
    errors: { reason: ["Choose a reason."], statement: ["Please write a few words more."] },
    values: { statement: ["short"] },
  });
  const nothing = await visit(db, newDispute, { as: people.manager, url, now, form: { ...form, hours: "2026-11-09T03" } });
  expect(nothing).toMatchObject({ status: 400, data: { form: { errors: { segments: ["Tick the time that is wrong."] } } } });
  for (const _ of [1, 2])
    expect((await visit(db, newDispute, { as: people.manager, url, now, form })).location).toBe(
      `/business/disputes/${disputeId}`,
    );
  expect(await disputeOf(db, disputeId)).toMatchObject({ state: "open", claimed: 726n });

  const params = { disputeId };
  expect((await visit(db, businessDispute, { as: people.viewer, params, now })).status).toBe(200);
  expect((await visit(db, businessDispute, { as: other.owner, params, now })).status).toBe(404);
  expect((await visit(db, businessDispute, { as: people.viewer, params, now, form: {} })).status).toBe(403);
  expect((await visit(db, businessDispute, { as: people.owner, params: { disputeId: "x" }, now })).status).toBe(404);
  expect(
    (await visit(db, businessDisputes, { as: people.viewer, url: "/business/disputes?state=open", now })).data,
  ).toMatchObject({
    counts: { open: 1 },
  });
  expect((await visit(db, agentDispute, { as: people.owner, params, now })).status).toBe(403);
  const short = await visit(db, agentDispute, { as: freelancer.agent, params, now, form: { intent: "contest", answer: "no" } });
  expect(short.status).toBe(400);
  const contest = { intent: "contest", answer: "I wrote the guide that you asked for." };
  expect((await visit(db, agentDispute, { as: freelancer.agent, params, now, form: contest })).location).toContain(disputeId);

  expect((await visit(db, deskDisputes, { as: freelancer.agent, now })).status).toBe(403);
  expect((await visit(db, deskDispute, { as: finance, params, now })).status).toBe(200);
  const decision = { refundTo: "card", decision: "The diary shows nothing in this hour." };
  expect((await visit(db, deskDispute, { as: finance, params, now, form: decision })).status).toBe(403);
  expect((await visit(db, deskDispute, { as: mediator, params, now, form: decision })).location).toBe(
    `/desk/disputes/${disputeId}`,
  );
  // Nothing was ticked: the agent keeps all.
  expect(await refundOf(db, disputeId)).toBeNull();
});

test("platform finance gives money back on its page, and nobody else comes in", async ({ world }) => {
  const { db } = world;
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const [mediator, finance] = [await givenStaff(db, ["mediator"]), await givenStaff(db, ["platform_finance"])];
  const now = world.now();
  for (const route of [refunds, chargebacks, newRefund]) {
    expect((await visit(db, route, { now })).location).toContain("/auth/sign-in");
    for (const as of [mediator, working.people.finance, working.freelancer.agent])
      expect((await visit(db, route, { as, now })).status).toBe(403);
    expect((await visit(db, route, { as: finance, now })).status).toBe(200);
  }
  const bill = await billOf(db, working.businessId);
  const url = `/desk/finance/refunds/new?bill=${bill.id}`;
  const refundId = newId();
  const form = { refundId, what: "goodwill", amount: "12,50", to: "credit", reason: "A bumpy first week." };
  expect(await visit(db, newRefund, { as: finance, url, now, form: { ...form, amount: "much" } })).toMatchObject({
    status: 400,
    data: { form: { errors: { amount: ["Enter an amount above zero."] } } },
  });
  expect(await visit(db, newRefund, { as: finance, url, now, form: { ...form, reason: "x" } })).toMatchObject({ status: 400 });
  expect((await visit(db, newRefund, { as: finance, url: `/x?bill=${newId()}`, now })).status).toBe(404);
  for (const _ of [1, 2])
    expect((await visit(db, newRefund, { as: finance, url, now, form })).location).toBe("/desk/finance/refunds");
  expect(await refundById(db, refundId)).toMatchObject({ amount: 1_250n, state: "succeeded", to: "credit" });
});
