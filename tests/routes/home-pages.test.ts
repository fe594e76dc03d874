import * as agentHome from "#app/routes/agent+/index.tsx";
import * as businessHome from "#app/routes/business+/index.tsx";
import * as deskHome from "#app/routes/desk+/index.tsx";
import { queryCount } from "#db/client.server.ts";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { closeWeek, givenPaidWeeks, workWeek } from "#tests/factories/reviews.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const now = at("2026-06-18T10:00Z");

test("the agent's home: this week, what waits, and the money with its next day", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-06-01" });
  await givenPaidWeeks(db, given, { from: "2026-06-01" });
  await workWeek(db, given, "2026-06-08", 605);
  await closeWeek(db, given, "2026-06-08");
  await workWeek(db, given, "2026-06-15", 450);

  const counted = { queries: [] as string[] };
  const home = await queryCount.run(counted, () => visit(db, agentHome, { as: given.freelancer.agent, now }));
  expect(home).toMatchObject({
    status: 200,
    data: {
      week: "2026-06-15",
      closesAt: at("2026-06-22T12:00Z"),
      agent: { tier: "L1", complete: true, ratingMilli: 4_500, ratingCount: 0 },
      contracts: [{ minutes: 450, weeklyLimitMinutes: 2_400, hourlyRate: 1_200n, running: null }],
      coming: [{ amount: 12_100n, currency: "USD", availableAt: at("2026-06-24T12:00Z") }],
    },
  });
  const { balances, waiting } = home.data as { balances: { kind: string; balance: bigint }[]; waiting: { kind: string }[] };
  const of = (kind: string) => balances.find((one) => one.kind === kind)?.balance;
  expect([of("agent:available"), of("agent:pending")]).toEqual([12_000n, 12_100n]);
  expect(waiting.map((one) => one.kind)).toEqual(["review", "payoutSetup"]);
  expect(counted.queries.length).toBeLessThanOrEqual(8);
});

test("somebody new finds a home that is empty and works", async ({ db }) => {
  const { agent } = await givenAgent(db, { complete: false });
  expect(await visit(db, agentHome, { as: agent, now })).toMatchObject({
    status: 200,
    data: { waiting: [], contracts: [], balances: [], coming: [], agent: { complete: false } },
  });
  const people = await givenBusiness(db);
  for (const who of ["owner", "manager", "finance", "viewer"] as const) {
    const mayPost = who === "owner" || who === "manager";
    expect(await visit(db, businessHome, { as: people[who], now })).toMatchObject({
      status: 200,
      data: { businessName: "Lumen", waiting: [], contracts: [], roles: [], mayPost, seesBills: who !== "viewer" },
    });
  }
});

test("each member of a business finds their own home; the agent they hired stands in it", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-06-01" });
  await workWeek(db, given, "2026-06-15", 450);
  for (const who of ["owner", "manager", "finance", "viewer"] as const) {
    const counted = { queries: [] as string[] };
    const home = await queryCount.run(counted, () => visit(db, businessHome, { as: given.people[who], now }));
    expect(home, who).toMatchObject({
      status: 200,
      data: { contracts: [{ agentName: "Ana Almeida", minutes: 450 }], roles: [{ title: "Chat support" }] },
    });
    expect(counted.queries.length).toBeLessThanOrEqual(8);
  }
});

test("staff find what their roles open; only finance sees the proof and the comparison", async ({ db }) => {
  const finance = await givenStaff(db, ["platform_finance"]);
  const operator = await givenStaff(db, ["operator", "mediator"]);
  expect(await visit(db, deskHome, { as: finance, now })).toMatchObject({
    status: 200,
    data: { roles: ["platform_finance"], proof: null, run: null },
  });
  expect(await visit(db, deskHome, { as: operator, now })).toMatchObject({ status: 200, data: { proof: null, run: null } });
});
