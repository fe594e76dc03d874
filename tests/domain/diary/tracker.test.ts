import { asc, eq } from "drizzle-orm";
import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { addManualTime } from "#app/domain/diary/add-manual-time.server.ts";
import { followedContracts, recordedIn, teamWeek, trackerPage, weekDiary } from "#app/domain/diary/diary.server.ts";
import { describeWork, startTracker, stopTracker, stopTrackerOfEnded } from "#app/domain/diary/tracker.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { segments, trackerSessions } from "#db/schema/diary.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { type GivenAgent, givenAgent } from "#tests/factories/agents.ts";
import { givenWork } from "#tests/factories/diary.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

type Given = Awaited<ReturnType<typeof givenContract>>;
const contractOn = (db: Db, wish: Parameters<typeof givenContract>[1] = {}) => givenContract(db, { from: "2026-11-16", ...wish });
const diaryOf = async (db: Db, agentId: string) =>
  (await db.select().from(segments).where(eq(segments.agentId, agentId)).orderBy(asc(segments.startedAt))).map((row) => [
    row.startedAt.toISOString().slice(11, 16),
    row.minutes,
    row.kind,
    row.memo,
  ]);
const start = (
  db: Db,
  { contract, freelancer }: Given,
  now: Date,
  more: { mode?: "tracked" | "on-call" | "in-queue"; memo?: string; until?: Date } = {},
) =>
  db.transaction((tx) =>
    startTracker(tx, { contractId: contract.id, mode: "tracked", memo: "Chat", ...more }, { actor: freelancer.agent, now }),
  );
const stop = (db: Db, { agent }: GivenAgent, now: Date, until?: Date) =>
  db.transaction((tx) => stopTracker(tx, { until }, { actor: agent, now }));

test("start and stop record the whole minutes between, in their slots; a second stop changes nothing", async ({ db }) => {
  const given = await contractOn(db);
  await start(db, given, at("2026-11-18T09:03:20Z"));
  expect(await stop(db, given.freelancer, at("2026-11-18T09:24:50Z"))).toMatchObject({ stored: 3, already: 0, refused: [] });
  expect(await stop(db, given.freelancer, at("2026-11-18T09:30Z"))).toBeNull();
  expect(await diaryOf(db, given.freelancer.agentId)).toEqual([
    ["09:04", 6, "tracked", "Chat"],
    ["09:10", 10, "tracked", "Chat"],
    ["09:20", 4, "tracked", "Chat"],
  ]);
});

test("a switch of kind or contract records what ran until then", async ({ db }) => {
  const agent = await givenAgent(db, { now: at("2026-11-01T09:00Z") });
  const one = await contractOn(db, { agent });
  const other = await contractOn(db, { agent });
  await start(db, one, at("2026-11-18T09:00Z"));
  await start(db, one, at("2026-11-18T09:10Z"), { mode: "in-queue", memo: "Waiting" });
  await start(db, other, at("2026-11-18T09:15Z"), { mode: "on-call", memo: "Night line" });
  await stop(db, agent, at("2026-11-18T09:20Z"));
  expect(await diaryOf(db, agent.agentId)).toEqual([
    ["09:00", 10, "tracked", "Chat"],
    ["09:10", 5, "in-queue", "Waiting"],
    ["09:15", 5, "on-call", "Night line"],
  ]);
});

test("the server records nothing after the instant that the browser has cut to", async ({ db }) => {
  const given = await contractOn(db);
  await start(db, given, at("2026-11-18T09:00Z"));
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 20 });
  expect(await stop(db, given.freelancer, at("2026-11-18T10:00Z"), at("2026-11-18T09:25Z"))).toMatchObject({ stored: 1 });
  expect((await diaryOf(db, given.freelancer.agentId)).map(([from, minutes]) => [from, minutes])).toEqual([
    ["09:00", 10],
    ["09:10", 10],
    ["09:20", 5],
  ]);
});

test("an instant to come does not make the future work", async ({ db }) => {
  const given = await contractOn(db);
  await start(db, given, at("2026-11-18T09:00Z"));
  await stop(db, given.freelancer, at("2026-11-18T09:10Z"), at("2026-11-18T23:00Z"));
  expect(await diaryOf(db, given.freelancer.agentId)).toHaveLength(1);
});

test("of a tracker that was forgotten over night twelve hours count", async ({ db }) => {
  const given = await contractOn(db);
  await start(db, given, at("2026-11-18T09:00Z"));
  await stop(db, given.freelancer, at("2026-11-19T09:00Z"));
  const rows = await diaryOf(db, given.freelancer.agentId);
  expect(rows.reduce((sum, row) => sum + Number(row[1]), 0)).toBe(720);
});

test("a tracker does not run on after its contract's end, and what it ran until then is recorded", async ({ db }) => {
  const given = await contractOn(db);
  await start(db, given, at("2026-11-18T09:00Z"));
  const { contract, people, freelancer } = given;
  const end = { actor: people.manager, now: at("2026-11-18T09:15Z") };
  await db.transaction((tx) => endContract(tx, { contractId: contract.id, reason: "Season over" }, end));
  const stopped = (actor: Actor) =>
    db.transaction((tx) => stopTrackerOfEnded(tx, { contractId: contract.id }, { actor, now: at("2026-11-18T09:16Z") }));
  await expect(stopped(people.owner)).rejects.toThrow(Forbidden);
  await stopped(system);
  await stopped(system);
  expect((await diaryOf(db, freelancer.agentId)).map((row) => row[1])).toEqual([10, 5]);
  expect(await stop(db, freelancer, at("2026-11-18T09:20Z"))).toBeNull();
  await expect(start(db, given, at("2026-11-18T09:20Z"))).rejects.toThrow(Conflict);
});

test("the memo may change while it runs", async ({ db }) => {
  const given = await contractOn(db);
  const by = (now: Date) => ({ actor: given.freelancer.agent, now });
  await expect(db.transaction((tx) => describeWork(tx, { memo: "x" }, by(at("2026-11-18T09:00Z"))))).rejects.toThrow(NotFound);
  await start(db, given, at("2026-11-18T09:00Z"));
  await db.transaction((tx) => describeWork(tx, { memo: "Refunds" }, by(at("2026-11-18T09:05Z"))));
  await stop(db, given.freelancer, at("2026-11-18T09:10Z"));
  expect(await diaryOf(db, given.freelancer.agentId)).toEqual([["09:00", 10, "tracked", "Refunds"]]);
});

test("it does not start before the contract's first day, nor for anybody else", async ({ db }) => {
  const given = await contractOn(db);
  await expect(start(db, given, at("2026-11-15T10:00Z"))).rejects.toThrow(Conflict);
  const stranger = await givenAgent(db);
  await expect(start(db, { ...given, freelancer: stranger }, at("2026-11-18T09:00Z"))).rejects.toThrow(NotFound);
  const boss = { ...given.freelancer, agent: given.people.manager as never };
  await expect(start(db, { ...given, freelancer: boss }, at("2026-11-18T09:00Z"))).rejects.toThrow(Forbidden);
  await expect(stop(db, boss, at("2026-11-18T09:00Z"))).rejects.toThrow(Forbidden);
  expect(await db.select().from(trackerSessions).where(eq(trackerSessions.contractId, given.contract.id))).toEqual([]);
});

const byHand = (
  db: Db,
  { contract, freelancer }: Given,
  time: { day: string; from: string; to: string; id?: string },
  now: Date,
  zone = "Europe/Lisbon",
) =>
  db.transaction((tx) =>
    addManualTime(tx, { contractId: contract.id, id: newId(), memo: "Power cut", ...time }, zone, {
      actor: freelancer.agent,
      now,
    }),
  );

test("time by hand is recorded where the contract allows it, marked, and once however often the form is sent", async ({ db }) => {
  const given = await contractOn(db, { manualTimeAllowed: true });
  const form = { day: "2026-11-18", from: "09:05", to: "09:30", id: newId() };
  const now = at("2026-11-18T12:00Z");
  expect(await byHand(db, given, form, now)).toMatchObject({ stored: 3, already: 0, refused: [] });
  expect(await byHand(db, given, form, now)).toMatchObject({ stored: 0, already: 3, refused: [] });
  expect(await diaryOf(db, given.freelancer.agentId)).toEqual([
    ["09:05", 5, "manual", "Power cut"],
    ["09:10", 10, "manual", "Power cut"],
    ["09:20", 10, "manual", "Power cut"],
  ]);
});

test("time by hand is refused where it is not allowed, backwards, or over other work", async ({ db }) => {
  const strict = await contractOn(db);
  const now = at("2026-11-18T12:00Z");
  await expect(byHand(db, strict, { day: "2026-11-18", from: "09:00", to: "10:00" }, now)).rejects.toThrow(Invalid);
  const given = await contractOn(db, { manualTimeAllowed: true });
  await expect(byHand(db, given, { day: "2026-11-18", from: "10:00", to: "10:00" }, now)).rejects.toThrow(Invalid);
  await givenWork(db, given, { from: at("2026-11-18T09:10Z"), minutes: 10 });
  const answer = await byHand(db, given, { day: "2026-11-18", from: "09:00", to: "09:30" }, now);
  expect(answer.stored).toBe(2);
  expect(answer.refused.map((one) => [one.key, one.params])).toEqual([
    ["diary:refused.overlap", { from: "2026-11-18T09:10:00.000Z", to: "2026-11-18T09:20:00.000Z", with: expect.any(String) }],
  ]);
  const stranger = await givenAgent(db);
  await expect(
    byHand(db, { ...given, freelancer: stranger }, { day: "2026-11-18", from: "08:00", to: "08:10" }, now),
  ).rejects.toThrow(NotFound);
});

test.for([
  ["Lisbon puts its clocks back", "Europe/Lisbon", "2026-10-25", "2026-10-19", "02:30", 180],
  ["New York puts its clocks back", "America/New_York", "2026-11-01", "2026-10-26", "02:30", 180],
  ["Lisbon puts its clocks on", "Europe/Lisbon", "2027-03-28", "2027-03-22", "02:30", 60],
  ["New York puts its clocks on", "America/New_York", "2027-03-14", "2027-03-08", "03:30", 120],
] as const)("by hand from half past midnight on, in the night that %s", async ([, zone, day, week, to, minutes], { db }) => {
  const given = await givenContract(db, { from: week, timeZone: zone, manualTimeAllowed: true });
  await byHand(db, given, { day, from: "00:30", to }, at(`${day}T12:00Z`), zone);
  const rows = await db.select().from(segments).where(eq(segments.contractId, given.contract.id));
  expect(rows.reduce((sum, row) => sum + row.minutes, 0)).toBe(minutes);
  expect(new Set(rows.map((row) => row.week))).toEqual(new Set([week]));
});

test("the business sees who works now and what the week holds, the agent what they recorded today", async ({ db }) => {
  const given = await contractOn(db, { weeklyLimitMinutes: 60 });
  const { people, freelancer, contract } = given;
  await givenWork(db, given, { from: at("2026-11-17T09:00Z"), minutes: 50 });
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 20 });
  await start(db, given, at("2026-11-18T10:00Z"), { mode: "on-call", memo: "Evening line" });
  const businessId = people.business.id;
  const [line] = await teamWeek(db, { businessId, week: "2026-11-16" }, people.viewer);
  expect(line).toMatchObject({
    contractId: contract.id,
    minutes: 70,
    over: 10,
    limit: 60,
    lastWorkedAt: at("2026-11-18T09:20Z"),
    running: { mode: "on-call", memo: "Evening line", startedAt: at("2026-11-18T10:00Z") },
  });
  const diary = await weekDiary(db, { contractId: contract.id, week: "2026-11-16" }, people.viewer);
  expect([diary.segments.length, diary.running?.mode, diary.terms?.weeklyLimitMinutes]).toEqual([7, "on-call", 60]);
  const dayStart = at("2026-11-18T00:00Z");
  const page = await trackerPage(db, { agentId: freelancer.agentId, week: "2026-11-16", dayStart }, freelancer.agent);
  expect(page.contracts).toMatchObject([{ id: contract.id, minutes: 70, today: 20, limit: 60 }]);
  const today = await recordedIn(
    db,
    { agentId: freelancer.agentId, from: dayStart, to: at("2026-11-19T00:00Z") },
    freelancer.agent,
  );
  expect(today.map((one) => one.startedAt)).toEqual([at("2026-11-18T09:10Z"), at("2026-11-18T09:00Z")]);
  for (const actor of [freelancer.agent, people.viewer]) expect(await followedContracts(db, actor)).toEqual([contract.id]);
});

test("strangers see nothing of a diary", async ({ db }) => {
  const { contract, people, freelancer } = await contractOn(db);
  const stranger = (await givenAgent(db)).agent;
  const otherBusiness = (await givenBusiness(db)).owner;
  const week = "2026-11-16";
  for (const actor of [stranger, otherBusiness]) {
    await expect(weekDiary(db, { contractId: contract.id, week }, actor)).rejects.toThrow(NotFound);
    await expect(teamWeek(db, { businessId: people.business.id, week }, actor)).rejects.toThrow(NotFound);
    await expect(
      trackerPage(db, { agentId: freelancer.agentId, week, dayStart: at("2026-11-18T00:00Z") }, actor),
    ).rejects.toThrow(NotFound);
    expect(await followedContracts(db, actor)).toEqual([]);
  }
});
