import { reminderDue } from "#app/domain/payouts/chase.ts";
import { payoutMinimum } from "#app/domain/payouts/minimums.ts";
import { payableAgents } from "#app/domain/payouts/payout-account.server.ts";
import { preferencesInput } from "#app/domain/payouts/preferences.ts";
import { estimateOf, isStill } from "#app/domain/payouts/quote.ts";
import { savePayoutPreferences } from "#app/domain/payouts/save-payout-preferences.server.ts";
import { businessDaysAfter, nextPayday, paysOn, type Schedule } from "#app/domain/payouts/schedule.ts";
import { Invalid, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { givenOnboarded, standingOf } from "#tests/factories/payouts.ts";
import { expect, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

test.for([
  ["weekly", "2026-11-25T13:00Z", "2026-12-02T13:00Z"],
  ["biweekly", "2026-11-25T12:59Z", "2026-11-25T13:00Z"],
  ["biweekly", "2026-11-25T13:00Z", "2026-12-09T13:00Z"],
  ["monthly", "2026-11-25T13:00Z", "2026-12-02T13:00Z"],
  ["monthly", "2026-12-02T13:00Z", "2027-01-06T13:00Z"],
  ["on_request", "2026-11-25T13:00Z", null],
] as const)("paid %s, the next day after %s is %s", ([schedule, after, next]) => {
  expect(nextPayday(schedule, at(after))?.toISOString().slice(0, 16) ?? null).toBe(next?.slice(0, 16) ?? null);
});

test("every second Wednesday stays every second one over the turn of a year, and a month has one first Wednesday", () => {
  const days = Array.from({ length: 105 }, (_, week) =>
    new Date(Date.UTC(2026, 0, 7) + week * 7 * 86_400_000).toISOString().slice(0, 10),
  );
  const paid = (schedule: Schedule) => days.filter((day) => paysOn(schedule, day));
  expect(paid("weekly")).toEqual(days);
  expect(paid("biweekly").map((day) => days.indexOf(day) % 2)).toEqual(
    paid("biweekly").map(() => days.indexOf(paid("biweekly")[0]!) % 2),
  );
  expect(paid("biweekly").length).toBeGreaterThanOrEqual(52);
  expect(paid("monthly").map((day) => day.slice(0, 7))).toEqual(
    [...new Set(days.map((day) => day.slice(0, 7)))].slice(0, paid("monthly").length),
  );
  expect(paid("on_request")).toEqual([]);
});

test("two business days after a Thursday are a Monday; reminders come at 14, 7, 3 and 1 days, once each", () => {
  expect(businessDaysAfter(at("2026-11-26T02:00Z"), 2)).toEqual(at("2026-11-30T02:00Z"));
  const due = at("2026-12-20T00:00Z");
  expect(reminderDue(due, null, at("2026-12-05T00:00Z"))).toBeNull();
  expect(reminderDue(due, null, at("2026-12-06T00:00Z"))).toBe(14);
  expect(reminderDue(due, at("2026-12-06T00:00Z"), at("2026-12-12T00:00Z"))).toBeNull();
  expect(reminderDue(due, at("2026-12-06T00:00Z"), at("2026-12-13T06:00Z"))).toBe(7);
  expect(reminderDue(due, at("2026-12-13T06:00Z"), at("2026-12-19T06:00Z"))).toBe(1);
  expect(reminderDue(due, null, due)).toBeNull();
});

test("the least payout is ours, or what a country's banks ask for; amounts are read as people write them", () => {
  expect([payoutMinimum("USD", "PT"), payoutMinimum("EUR"), payoutMinimum("USD", "BD")]).toEqual([1_000n, 1_000n, 1_000n]);
  // 140,000 pesos at 3,368.96 for a dollar, and a tenth more.
  expect(payoutMinimum("USD", "CO")).toBe(4_572n);
  expect(preferencesInput.parse({ schedule: "monthly", minimum: " 250,50 " })).toEqual({ schedule: "monthly", minimum: 25_050n });
  expect(preferencesInput.parse({ schedule: "weekly" }).minimum).toBeNull();
  for (const minimum of ["-5", "a lot", "1.234", "9999999999"])
    expect(preferencesInput.safeParse({ schedule: "weekly", minimum }).success).toBe(false);
  expect(preferencesInput.safeParse({ schedule: "daily" }).success).toBe(false);
  const { rate } = estimateOf(money(100n, "USD"), "EUR")!;
  expect([isStill(rate, "0.8714"), isStill(rate, "0.8900")]).toEqual([true, false]);
});

test("an agent who wants to be paid when asked, or from more on, is not paid by the weekly run; back on weekly, is", async ({
  world,
}) => {
  const { db } = world;
  const working = await givenWorking(world);
  const { agentId, freelancer, people } = working;
  await givenOnboarded(world, freelancer);
  await workTheWeek(world, working);
  const save = (schedule: Schedule, minimum: bigint | null = null, actor = freelancer.agent) =>
    db.transaction((tx) => savePayoutPreferences(tx, { agentId, schedule, minimum }, { actor, now: world.now() }));
  await expect(save("weekly", 999n)).rejects.toBeInstanceOf(Invalid);
  const stranger = await givenAgent(db, { now: world.now() });
  for (const actor of [stranger.agent, people.owner] as never[])
    await expect(save("weekly", null, actor)).rejects.toBeInstanceOf(NotFound);
  await expect(save("weekly", null, (await givenStaff(db)) as never)).rejects.toThrow();

  await save("on_request");
  await world.advanceTo("2026-11-25T12:30Z");
  const payable = async () => (await payableAgents(db, at("2026-11-25T13:00Z"))).length;
  expect(await payable()).toBe(0);
  await save("monthly");
  expect(await payable()).toBe(0);
  await save("biweekly");
  expect(await payable()).toBe(1);
  await save("weekly", 28_941n);
  expect(await payable()).toBe(0);
  await world.advanceTo("2026-11-26T00:00Z");
  expect(await standingOf(db, agentId)).toMatchObject({ available: "289.40", onItsWay: "0.00" });
  await save("weekly", 28_940n);
  await save("weekly", 28_940n);
  await world.advanceTo("2026-12-05T00:00Z");
  expect(await standingOf(db, agentId)).toMatchObject({ available: "0.00", paidOut: "289.40" });
});
