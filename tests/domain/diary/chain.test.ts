import { and, asc, eq, sql } from "drizzle-orm";
import { deleteSegment } from "#app/domain/diary/delete-segment.server.ts";
import { verifyChain } from "#app/domain/diary/verify-chain.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { diaryChain, segments } from "#db/schema/diary.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenWork, record, segmentsOf } from "#tests/factories/diary.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

/** Two batches and a deletion. */
async function givenDiary(db: Db) {
  const given = await givenContract(db, { from: "2026-11-16" });
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 25 });
  await givenWork(db, given, { from: at("2026-11-18T10:00Z"), minutes: 20, memo: 'Says "hello", é' });
  const [first] = await rowsOf(db, given.contract.id);
  const context = { actor: given.freelancer.agent, now: at("2026-11-18T11:00Z") };
  await db.transaction((tx) => deleteSegment(tx, { segmentId: first!.id }, context));
  await db.transaction((tx) => deleteSegment(tx, { segmentId: first!.id }, context));
  return given;
}
const rowsOf = (db: Db, contractId: string) =>
  db.select().from(segments).where(eq(segments.contractId, contractId)).orderBy(asc(segments.startedAt));
const check = (db: Db, { contract, people }: Awaited<ReturnType<typeof givenDiary>>) =>
  verifyChain(db, contract.id, people.viewer);

test("each receipt and each deletion is an entry; a batch sent again is none", async ({ db }) => {
  const given = await givenDiary(db);
  const again = segmentsOf(at("2026-11-18T12:00Z"), 10);
  await record(db, given, again);
  await record(db, given, again);
  const entries = await db.select().from(diaryChain).where(eq(diaryChain.contractId, given.contract.id)).orderBy(diaryChain.seq);
  expect(entries.map((one) => [one.seq, one.kind])).toEqual([
    [1, "segments"],
    [2, "segments"],
    [3, "deletion"],
    [4, "segments"],
  ]);
  expect(await check(db, given)).toMatchObject({ entries: 4, segments: 6, head: entries[3]!.hash, broken: null, outside: 0 });
});

test.for([
  ["a memo", sql`update segments set memo = 'Something else' where id = `, 1],
  [
    "minutes",
    sql`update segments set minutes = 9, ended_at = started_at + interval '9 minutes', active_minutes = 0 where id = `,
    1,
  ],
  ["where it came from", sql`update segments set chain_seq = 2 where id = `, 1],
  ["a row", sql`delete from segments where id = `, 1],
  ["a tombstone that nobody asked for", sql`update segments set deleted_at = '2026-11-18T11:00Z' where id = `, 1],
] as const)("a change of %s behind everybody's back is found", async ([, change, seq], { db }) => {
  const given = await givenDiary(db);
  const [, second] = await rowsOf(db, given.contract.id);
  await db.execute(sql`${change} ${second!.id}`);
  expect((await check(db, given)).broken).toEqual({ seq, reason: "changed" });
});

test("a segment given back behind everybody's back is found at the entry of its deletion", async ({ db }) => {
  const given = await givenDiary(db);
  await db.update(segments).set({ deletedAt: null }).where(eq(segments.contractId, given.contract.id));
  expect((await check(db, given)).broken).toEqual({ seq: 3, reason: "changed" });
});

test("a row put in without a receipt is found, and the chain itself cannot be changed", async ({ db }) => {
  const given = await givenDiary(db);
  const [first] = await rowsOf(db, given.contract.id);
  const twin = { ...first!, id: crypto.randomUUID(), chainSeq: 2 };
  await db.insert(segments).values(twin);
  expect((await check(db, given)).broken).toEqual({ seq: 2, reason: "changed" });
  await db.delete(segments).where(and(eq(segments.id, twin.id), eq(segments.week, twin.week)));
  expect((await check(db, given)).broken).toBeNull();
  for (const statement of [sql`update diary_chain set hash = 'x'`, sql`delete from diary_chain`, sql`truncate diary_chain`])
    await expect(db.execute(statement)).rejects.toMatchObject({ cause: { code: "23001" } });
});

test("the check is for the two sides of the contract", async ({ db }) => {
  const given = await givenDiary(db);
  expect((await verifyChain(db, given.contract.id, given.freelancer.agent)).broken).toBeNull();
  const stranger = await givenAgent(db);
  await expect(verifyChain(db, given.contract.id, stranger.agent)).rejects.toBeInstanceOf(NotFound);
});
