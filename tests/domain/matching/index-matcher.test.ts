import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type SQL, sql } from "drizzle-orm";
import { vi } from "vitest";
import { system } from "#app/domain/accounts/permissions.ts";
import { setCommittedHours, setRating } from "#app/domain/agents/set-facts.server.ts";
import { type IndexMatcher, startIndexMatcher } from "#app/domain/matching/index-matcher.server.ts";
import type { Question } from "#app/domain/matching/matcher.ts";
import { postgresMatcher } from "#app/domain/matching/postgres-matcher.server.ts";
import { follows } from "#app/domain/matching/profile-changes.server.ts";
import { readSnapshot } from "#app/domain/matching/snapshot-file.server.ts";
import { languageTerm, toolTerm } from "#app/domain/matching/terms.ts";
import { updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import { log } from "#app/kernel/log.server.ts";
import { type DatabaseAddress, type Db, openDatabase } from "#db/client.server.ts";
import { givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { kernelFile } from "#tests/setup/kernel.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-03T09:00Z");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-index-"));
const question: Question = {
  mask: hours(weekdays, 8, 16),
  need: 80,
  minCoveragePercent: 20,
  required: [languageTerm("en", "B1")],
  tools: [toolTerm("zendesk"), toolTerm("intercom")],
  channels: 1,
  tier: 1,
  maxUsd: 2000n,
};
const everybody = { newcomers: false };

async function started(db: Db, address: DatabaseAddress, file: string): Promise<IndexMatcher> {
  const matcher = startIndexMatcher({ db, address, file, kernel: kernelFile(), log });
  await matcher.ready;
  return matcher;
}

const same = async (db: Db, matcher: IndexMatcher) => {
  const answer = await matcher.best(question, 50, everybody);
  const truth = await postgresMatcher(db).best(question, 50, everybody);
  return answer.engine === "index" && JSON.stringify(answer.rows, text) === JSON.stringify(truth.rows, text);
};
const text = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
const caughtUp = (db: Db, matcher: IndexMatcher) => vi.waitUntil(() => same(db, matcher), { timeout: 15_000, interval: 20 });

test("two processes' indexes follow every change, whatever order it commits in", async ({ db, database }) => {
  for (let i = 0; i < 5; i++) await givenAgent(db, { now, hourlyRate: `${8 + i}.00` });
  const one = await started(db, database.address, path.join(folder, "follow.index"));
  const other = await started(db, database.address, path.join(folder, "follow.index"));
  expect([one.status().from, other.status().from]).toEqual(["database", "snapshot"]);
  await caughtUp(db, one);

  const { agentId } = await givenAgent(db, { now, hourlyRate: "5.00" });
  await caughtUp(db, one);
  await caughtUp(db, other);
  expect((await one.best(question, 50, everybody)).rows.map((row) => row.agentId)).toContain(agentId);

  const context = { actor: system, now };
  // A transaction that began before and commits after another one is not lost.
  const slow = openDatabase(database.address, 1);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = () => {};
  const begins = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const { agentId: late } = await givenAgent(db, { now, hourlyRate: "9.50" });
  const slowly = slow.db.transaction(async (tx) => {
    await setRating(tx, { agentId: late, ratingMilli: 4990, ratingCount: 9 }, context);
    await updateMatchProfiles(tx, { agentIds: [late] }, context);
    begun();
    await held;
  });
  await begins;
  await db.transaction(async (tx) => {
    await setCommittedHours(tx, { agentId, committed: hours(weekdays, 9, 12) }, context);
    await updateMatchProfiles(tx, { agentIds: [agentId] }, context);
  });
  await caughtUp(db, one);
  release();
  await slowly;
  await slow.close();
  await caughtUp(db, one);
  await caughtUp(db, other);
  const listed = (await other.best(question, 50, everybody)).rows;
  expect(listed.find((row) => row.agentId === late)?.ratingMilli).toBe(4990);
  expect(one.status()).toMatchObject({ state: "ready", people: expect.any(Number) });
  await Promise.all([one.close(), other.close()]);
});

test("a snapshot is caught up with; a broken, cut off or older one is made anew", async ({ db, database }) => {
  const file = path.join(folder, "kept.index");
  const first = await started(db, database.address, file);
  expect(first.status().from).toBe("database");
  await first.close();
  await givenAgent(db, { now, hourlyRate: "6.00" });
  const second = await started(db, database.address, file);
  expect(second.status().from).toBe("snapshot");
  expect(await same(db, second)).toBe(true);
  await second.close();

  const whole = fs.readFileSync(file);
  const flipped = Buffer.from(whole);
  flipped[whole.length - 1000] = flipped[whole.length - 1000]! ^ 1;
  const older = Buffer.from(whole);
  older.writeUInt32LE(0, 8);
  for (const damaged of [whole.subarray(0, whole.length >> 1), whole.subarray(0, 10), flipped, older, Buffer.from("{}")]) {
    fs.writeFileSync(file, damaged);
    expect(readSnapshot(file)).toBeNull();
  }
  // Killed while writing: the half one lies beside and is not looked at.
  fs.writeFileSync(`${file}.4711.tmp`, whole.subarray(0, 5000));
  const third = await started(db, database.address, file);
  expect(third.status().from).toBe("database");
  expect(await same(db, third)).toBe(true);
  await third.close();
  expect(readSnapshot(file)).not.toBeNull();
});

test("a database that does not answer leaves the index as it is: behind, then caught up, not built anew", async ({
  db,
  database,
}) => {
  const matcher = await started(db, database.address, path.join(folder, "behind.index"));
  const { loadedMs } = matcher.status();
  await db.execute("alter table match_changes rename to match_changes_away");
  await vi.waitUntil(() => matcher.status().state === "behind", { timeout: 15_000 });
  expect((await matcher.best(question, 50, everybody)).engine).toBe("postgres");
  await db.execute("alter table match_changes_away rename to match_changes");
  await givenAgent(db, { now, hourlyRate: "7.00" });
  await caughtUp(db, matcher);
  expect(matcher.status()).toMatchObject({ state: "ready", loadedMs });
  await matcher.close();
});

test("more changes at once than the index has room for are taken after those before them are folded in, not by building anew", async ({
  db,
  database,
}) => {
  const { agentId } = await givenAgent(db, { now, hourlyRate: "8.00" });
  const matcher = await started(db, database.address, path.join(folder, "many.index"));
  const { loadedMs, people } = matcher.status();
  const many = 18_000;
  const idOf = sql`('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid`;
  await db.transaction(async (tx) => {
    const copies = (table: string, key: string, more: SQL) =>
      tx.execute(sql`
        insert into ${sql.raw(table)}
        select (jsonb_populate_record(one, jsonb_build_object(${key}::text, ${idOf}) || ${more})).*
        from ${sql.raw(table)} one, generate_series(1, ${many}) n where one.${sql.raw(key)} = ${agentId}`);
    await copies("users", "id", sql`jsonb_build_object('email', n || '@many.example')`);
    await copies("agents", "id", sql`'{}'::jsonb`);
    await copies("match_profiles", "agent_id", sql`jsonb_build_object('rate_usd', 300 + n % 900)`);
    await tx.execute(sql`insert into match_changes (agent_id) select ${idOf} from generate_series(1, ${many}) n`);
  });
  await caughtUp(db, matcher);
  expect(matcher.status()).toMatchObject({ state: "ready", loadedMs, people: people + many });
  await matcher.close();
});

test("a question that ends in a fault is answered by the database, and the index asked no more", async ({ db, database }) => {
  const matcher = await started(db, database.address, path.join(folder, "fault.index"));
  const truth = await postgresMatcher(db).best(question, 50, everybody);
  let faults = 0;
  const faulty: Question = {
    ...question,
    get minCoveragePercent() {
      if (faults++ === 0) throw new WebAssembly.RuntimeError("unreachable");
      return question.minCoveragePercent;
    },
  };
  expect(await matcher.best(faulty, 50, everybody)).toEqual(truth);
  expect(matcher.status().state).toBe("broken");
  expect(await matcher.best(question, 50, everybody)).toEqual(truth);
  await matcher.close();
});

test("an index built while profiles change holds them all", async ({ db, database }) => {
  let isOver = false;
  const changing = (async () => {
    for (let i = 0; !isOver; i++) await givenAgent(db, { now, hourlyRate: `${6 + (i % 9)}.50` });
  })();
  const matcher = startIndexMatcher({
    db,
    address: database.address,
    file: path.join(folder, "while.index"),
    kernel: kernelFile(),
    log,
  });
  await matcher.ready;
  isOver = true;
  await changing;
  await caughtUp(db, matcher);
  await matcher.close();
});

test("a mark is followed only in its own database, onwards, and while its changes are kept", () => {
  const mark = { cluster: "1/1/5", snapshot: "90:100:95", at: "2026-06-03 09:00:00+00" };
  const next = { cluster: "1/1/5", snapshot: "100:120:", at: "2026-06-03 09:00:01+00" };
  expect(follows(mark, next)).toBe(true);
  expect(follows(mark, mark)).toBe(true);
  for (const wrong of [
    { cluster: "1/2/5" },
    { snapshot: "80:99:" },
    { at: "2026-06-02 09:00:00+00" },
    { at: "2026-07-03 09:00:00+00" },
  ])
    expect(follows(mark, { ...next, ...wrong })).toBe(false);
});

test("until the index is there, and without a kernel, the database answers and says so", async ({ db, database }) => {
  const matcher = startIndexMatcher({
    db,
    address: database.address,
    file: path.join(folder, "none.index"),
    kernel: "/nowhere",
    log,
  });
  const answer = await matcher.best(question, 5, everybody);
  expect(answer).toEqual(await postgresMatcher(db).best(question, 5, everybody));
  await vi.waitUntil(() => matcher.status().state === "broken");
  await matcher.close();
});
