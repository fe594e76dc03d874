import { asc, eq } from "drizzle-orm";
import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { deleteSegment } from "#app/domain/diary/delete-segment.server.ts";
import { recordSegments } from "#app/domain/diary/record-segments.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { addMinutes } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { segments } from "#db/schema/diary.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenFrozenWeek, givenWork, record, segmentsOf } from "#tests/factories/diary.ts";
import { eventsOf } from "#tests/factories/events.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const wednesday = at("2026-11-18T09:00Z");
const contractOn = (db: Db, wish: Parameters<typeof givenContract>[1] = {}) => givenContract(db, { from: "2026-11-16", ...wish });
const diaryOf = (db: Db, contractId: string) =>
  db.select().from(segments).where(eq(segments.contractId, contractId)).orderBy(asc(segments.startedAt));

test("a stretch of work is in the diary, in its slots and its week", async ({ db }) => {
  const given = await contractOn(db);
  expect(await givenWork(db, given, { from: at("2026-11-18T09:04Z"), minutes: 27 })).toMatchObject({
    stored: 4,
    already: 0,
    refused: [],
  });
  const rows = await diaryOf(db, given.contract.id);
  expect(rows.map((row) => [row.startedAt.toISOString().slice(11, 16), row.minutes])).toEqual([
    ["09:04", 6],
    ["09:10", 10],
    ["09:20", 10],
    ["09:30", 1],
  ]);
  expect(new Set(rows.map((row) => row.week))).toEqual(new Set(["2026-11-16"]));
  expect(await eventsOf(db, "contractId", given.contract.id)).toEqual(["contract.accepted", "segments.recorded"]);
});

test("a batch sent again, and again at the same moment, changes nothing", async ({ db }) => {
  const given = await contractOn(db);
  const batch = segmentsOf(wednesday, 35);
  const now = at("2026-11-18T10:00Z");
  const answers = await Promise.all([1, 2, 3].map(() => record(db, given, batch, now)));
  expect(answers.map((one) => one.stored).sort()).toEqual([0, 0, 4]);
  expect(await record(db, given, batch, now)).toMatchObject({ stored: 0, already: 4, refused: [] });
  expect(await diaryOf(db, given.contract.id)).toHaveLength(4);
});

test("an id that was used for other work is refused, the rest of the batch is kept", async ({ db }) => {
  const given = await contractOn(db);
  const [first] = segmentsOf(wednesday, 10);
  await record(db, given, [first!]);
  const answer = await record(
    db,
    given,
    [{ ...first!, minutes: 5, activeMinutes: 0 }, ...segmentsOf(addMinutes(wednesday, 10), 10)],
    at("2026-11-18T10:00Z"),
  );
  expect(answer).toMatchObject({ stored: 1, already: 0, refused: [{ id: first!.id, key: "diary:refused.idTaken", params: {} }] });
});

test("one refused segment does not stop the others", async ({ db }) => {
  const given = await contractOn(db);
  const good = segmentsOf(wednesday, 20);
  const future = segmentsOf(at("2026-11-18T15:00Z"), 10);
  const byHand = segmentsOf(at("2026-11-18T08:00Z"), 10, { kind: "manual", activeMinutes: 0 });
  const answer = await record(db, given, [...good, ...future, ...byHand], at("2026-11-18T10:00Z"));
  expect(answer.stored).toBe(2);
  expect(answer.refused.map((one) => one.key).sort()).toEqual(["diary:refused.future", "diary:refused.manual"]);
});

test("nobody works twice at once: two contracts of one agent at the same moment", async ({ db }) => {
  const agent = await givenAgent(db, { now: at("2026-11-01T09:00Z") });
  const one = await contractOn(db, { agent });
  const other = await contractOn(db, { agent });
  for (let round = 0; round < 4; round++) {
    const from = addMinutes(wednesday, round * 30);
    const now = addMinutes(from, 40);
    const [a, b] = await Promise.all([
      record(db, one, segmentsOf(from, 20), now),
      record(db, other, segmentsOf(addMinutes(from, 5), 20), now),
    ]);
    // Whoever came second keeps only what was free.
    expect([a.stored, b.stored].sort()).toEqual(a.stored === 2 ? [1, 2] : [0, 3]);
    for (const { key } of [...a.refused, ...b.refused]) expect(key).toBe("diary:refused.overlap");
  }
  const rows = [...(await diaryOf(db, one.contract.id)), ...(await diaryOf(db, other.contract.id))].sort(
    (x, y) => x.startedAt.getTime() - y.startedAt.getTime(),
  );
  for (let i = 1; i < rows.length; i++) expect(rows[i]!.startedAt >= rows[i - 1]!.endedAt).toBe(true);
});

test("the database itself keeps two living segments of an agent apart", async ({ db }) => {
  const given = await contractOn(db);
  await givenWork(db, given, { from: wednesday, minutes: 10 });
  const [row] = await diaryOf(db, given.contract.id);
  const twin = { ...row!, id: newId(), startedAt: addMinutes(row!.startedAt, 5), minutes: 5, activeMinutes: 0 };
  await expect(db.insert(segments).values(twin)).rejects.toMatchObject({
    cause: { constraint_name: "segments_2026_11_never_overlap" },
  });
  await db.insert(segments).values({ ...twin, deletedAt: wednesday });
});

test("what goes over the weekly limit is kept and marked, up to the limit it is billable", async ({ db }) => {
  const given = await contractOn(db, { weeklyLimitMinutes: 60 });
  await givenWork(db, given, { from: wednesday, minutes: 55 });
  await givenWork(db, given, { from: at("2026-11-18T11:00Z"), minutes: 10 });
  await givenWork(db, given, { from: at("2026-11-18T12:00Z"), minutes: 5 });
  await givenWork(db, given, { from: at("2026-11-18T13:00Z"), minutes: 1 });
  const rows = await diaryOf(db, given.contract.id);
  expect(rows.slice(6).map((row) => [row.minutes, row.overLimit])).toEqual([
    [10, true],
    [5, false],
    [1, true],
  ]);
  expect(rows.filter((row) => !row.overLimit).reduce((sum, row) => sum + row.minutes, 0)).toBe(60);
  const timesheet = await givenFrozenWeek(db, given, "2026-11-16");
  expect([timesheet.minutes, timesheet.overLimitMinutes, timesheet.pay]).toEqual([60, 11, 1_200n]);
});

test("the limit begins anew with the week, at Monday 00:00 UTC", async ({ db }) => {
  const given = await contractOn(db, { weeklyLimitMinutes: 60 });
  await givenWork(db, given, { from: at("2026-11-22T22:50Z"), minutes: 70 });
  await givenWork(db, given, { from: at("2026-11-23T00:00Z"), minutes: 60 });
  const rows = await diaryOf(db, given.contract.id);
  expect(rows.filter((row) => row.overLimit).map((row) => row.startedAt)).toEqual([at("2026-11-22T23:50Z")]);
  expect(rows.filter((row) => row.week === "2026-11-23")).toHaveLength(6);
});

test("time of an ended contract is refused from its end on, what was worked before is kept", async ({ db }) => {
  const given = await contractOn(db);
  const end = at("2026-11-18T09:20Z");
  await db.transaction((tx) =>
    endContract(tx, { contractId: given.contract.id, reason: "Season over" }, { actor: given.freelancer.agent, now: end }),
  );
  const answer = await record(db, given, segmentsOf(wednesday, 30), at("2026-11-18T10:00Z"));
  expect(answer).toMatchObject({ stored: 2, refused: [{ key: "diary:refused.outsideContract" }] });
});

test("a segment taken back leaves a tombstone, is not billed, and its time is free again", async ({ db }) => {
  const given = await contractOn(db);
  await givenWork(db, given, { from: wednesday, minutes: 30 });
  const [first] = await diaryOf(db, given.contract.id);
  const takeBack = (now: Date) =>
    db.transaction((tx) => deleteSegment(tx, { segmentId: first!.id }, { actor: given.freelancer.agent, now }));
  const when = at("2026-11-23T11:59Z");
  await takeBack(when);
  await takeBack(at("2026-11-23T11:59:30Z"));
  const [stone] = await diaryOf(db, given.contract.id);
  expect(stone).toMatchObject({ id: first!.id, minutes: 10, deletedAt: when, deletedBy: given.freelancer.agentId });
  expect(await record(db, given, segmentsOf(wednesday, 4), at("2026-11-20T09:00Z"))).toMatchObject({ stored: 1 });
  expect(await record(db, given, [{ ...first! }], at("2026-11-20T09:00Z"))).toMatchObject({ stored: 0, already: 1 });
  expect((await givenFrozenWeek(db, given, "2026-11-16")).minutes).toBe(24);
  const [, second] = (await diaryOf(db, given.contract.id)).filter((row) => row.deletedAt === null);
  await expect(
    db.transaction((tx) =>
      deleteSegment(tx, { segmentId: second!.id }, { actor: given.freelancer.agent, now: at("2026-11-23T12:00Z") }),
    ),
  ).rejects.toThrow(Conflict);
});

test("a week that was frozen a moment early for the tracker takes nothing more", async ({ db }) => {
  const given = await contractOn(db);
  await givenWork(db, given, { from: at("2026-11-22T20:00Z"), minutes: 30 });
  await givenFrozenWeek(db, given, "2026-11-16");
  const late = segmentsOf(at("2026-11-22T21:00Z"), 10);
  expect(await record(db, given, late, at("2026-11-23T11:00Z"))).toMatchObject({
    stored: 0,
    refused: [{ key: "diary:refused.closed" }],
  });
});

test("only the contract's agent records and takes back", async ({ db }) => {
  const given = await contractOn(db);
  await givenWork(db, given, { from: wednesday, minutes: 10 });
  const [row] = await diaryOf(db, given.contract.id);
  const stranger = (await givenAgent(db)).agent;
  const otherBusiness = (await givenBusiness(db)).owner;
  const { manager, viewer } = given.people;
  for (const [actor, refusal] of [
    [stranger, NotFound],
    [otherBusiness, NotFound],
    [manager, Forbidden],
    [viewer, Forbidden],
  ] as const) {
    const context = { actor, now: at("2026-11-18T12:00Z") };
    const batch = { contractId: given.contract.id, segments: segmentsOf(at("2026-11-18T10:00Z"), 10), source: "api", device: "" };
    await expect(db.transaction((tx) => recordSegments(tx, { ...batch, source: "api" }, context))).rejects.toThrow(refusal);
    await expect(db.transaction((tx) => deleteSegment(tx, { segmentId: row!.id }, context))).rejects.toThrow(refusal);
  }
  expect(await diaryOf(db, given.contract.id)).toHaveLength(1);
});
