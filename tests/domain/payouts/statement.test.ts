import { balancesOfOwner } from "#app/domain/ledger/balances.server.ts";
import { earningsOf } from "#app/domain/payouts/earnings.server.ts";
import { balancesByCurrency, weekStanding, withDeskhand } from "#app/domain/payouts/earnings.ts";
import { statementOf } from "#app/domain/payouts/statement.server.ts";
import { statementKind } from "#app/domain/payouts/statement.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { billOf, givenWorking, work, workTheWeek } from "#tests/factories/billing.ts";
import { givenOnboarded } from "#tests/factories/payouts.ts";
import { expect, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

test("every posting with each balance after it; the periods join, and the end is the ledger's own", async ({ world }) => {
  const working = await givenWorking(world, { country: "HU" });
  const { agentId, freelancer } = working;
  await givenOnboarded(world, freelancer, "fails_late");
  await workTheWeek(world, working);
  await work(world.db, working, "2026-11-16", 479);
  await world.advanceTo("2026-12-02T06:00Z");

  const of = (from: string, to: string) => statementOf(world.db, agentId, { from: at(from), to: at(to) }, freelancer.agent);
  const whole = await of("2026-11-01T00:00Z", "2026-12-03T00:00Z");
  const usd = whole.find((one) => one.currency === "USD")!;
  expect(usd.lines.map((line) => [statementKind(line), line.from, line.to, line.amount, line.change])).toEqual([
    ["billed", null, "pending", 28_940n, 28_940n],
    ["billed", null, "pending", 5_788n, 5_788n],
    ["released", "pending", "available", 28_940n, 0n],
    ["reserved", "available", "in_transit", 28_940n, 0n],
    ["paid", "in_transit", "paid_out", 28_940n, -28_940n],
    ["sentBack", "paid_out", "in_transit", 28_940n, 28_940n],
    ["returned", "in_transit", "available", 28_940n, 0n],
  ]);
  expect(usd.lines[0]).toMatchObject({ week: "2026-11-09", businessName: "Lumen" });
  expect(usd.lines[2]).toMatchObject({ week: "2026-11-09", businessName: "Lumen" });
  const now = balancesByCurrency(await balancesOfOwner(world.db, agentId));
  for (const { currency, at: standing } of now) expect(whole.find((one) => one.currency === currency)?.closing).toEqual(standing);
  expect(withDeskhand(usd.closing)).toBe(34_728n);
  // The forint that did not fit was carried, and taken back with the payout.
  expect(whole.find((one) => one.currency === "HUF")!.lines.map((line) => [statementKind(line), line.change])).toEqual([
    ["carried", 75n],
    ["carriedBack", -75n],
  ]);

  const [first, second] = [
    await of("2026-11-01T00:00Z", "2026-11-26T00:00Z"),
    await of("2026-11-26T00:00Z", "2026-12-03T00:00Z"),
  ];
  const part = (statements: typeof whole) => statements.find((one) => one.currency === "USD")!;
  expect(part(second).opening).toEqual(part(first).closing);
  expect([...part(first).lines, ...part(second).lines]).toEqual(usd.lines);
});

test("agent and business see the same figures of a week", async ({ world }) => {
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T12:30Z");
  const { weeks } = await earningsOf(world.db, working.agentId, { page: 1 }, working.freelancer.agent);
  const bill = await billOf(world.db, working.businessId);
  expect(weeks.map(({ timesheet }) => [timesheet.pay, timesheet.fee])).toEqual([[bill.pay, bill.fee]]);
  expect(weekStanding(weeks[0]!, true, world.now())).toBe("review");
  expect(weekStanding(weeks[0]!, false, at("2026-11-26T00:00Z"))).toBe("waitsForBusiness");
});

test("a statement and earnings are the agent's own, and platform finance's to read", async ({ world }) => {
  const mine = await givenAgent(world.db, { now: world.now() });
  const other = await givenAgent(world.db, { now: world.now() });
  const { owner } = await givenBusiness(world.db);
  const period = { from: at("2026-11-01T00:00Z"), to: at("2026-12-01T00:00Z") };
  expect(await statementOf(world.db, mine.agentId, period, mine.agent)).toEqual([]);
  expect(await statementOf(world.db, mine.agentId, period, await givenStaff(world.db))).toEqual([]);
  for (const actor of [other.agent, owner]) {
    await expect(statementOf(world.db, mine.agentId, period, actor)).rejects.toBeInstanceOf(NotFound);
    await expect(earningsOf(world.db, mine.agentId, { page: 1 }, actor)).rejects.toBeInstanceOf(NotFound);
  }
});
