import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { deletePicture } from "#app/domain/diary/delete-picture.server.ts";
import { deleteSegment } from "#app/domain/diary/delete-segment.server.ts";
import type { Db } from "#db/client.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenWork, record, segmentsOf } from "#tests/factories/diary.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { givenFolderStorage, givenPicturedWork, receive } from "#tests/factories/pictures.ts";
import { pngOf } from "#tests/factories/png.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const route = await import("#app/routes/resources+/diary-evidence.$contractId.ts");
const verifier = path.resolve(import.meta.dirname, "../../../public/verify-diary.mjs");

interface Evidence {
  contract: { id: string; agentName: string };
  head: { seq: number; hash: string };
  entries: { seq: number; kind: string; hash: string; content: string }[];
  segments: { id: string; minutes: number; memo: string; chainSeq: number; deletedAt: string | null }[];
}

/** Three receipts over two weeks with signs that JSON has to keep apart, and a segment taken back. */
async function givenEvidence(db: Db) {
  const given = await givenContract(db, { from: "2026-11-09" });
  await givenWork(db, given, { from: at("2026-11-11T09:00Z"), minutes: 25 });
  await givenWork(db, given, { from: at("2026-11-18T10:00Z"), minutes: 20, memo: 'Says "hello", é 🎧\n\u2028' });
  const batch = segmentsOf(at("2026-11-18T11:00Z"), 30);
  await record(db, given, batch);
  const context = { actor: given.freelancer.agent, now: at("2026-11-18T12:00Z") };
  await db.transaction((tx) => deleteSegment(tx, { segmentId: batch[1]!.id }, context));
  return { ...given, evidence: await download(db, given.contract.id, given.people.viewer) };
}

async function download(db: Db, contractId: string, as: { userId: string | null }): Promise<Evidence> {
  const answer = await visit(db, route, { as, params: { contractId } });
  expect(answer.status).toBe(200);
  return JSON.parse(await (answer.data as Response).text());
}

/** Runs the verifier as anybody would, far from the product. */
async function verify(evidence: unknown, held?: string): Promise<{ code: number; said: string }> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "evidence-"));
  const file = path.join(folder, "evidence.json");
  await fs.writeFile(file, typeof evidence === "string" ? evidence : JSON.stringify(evidence));
  const args = [verifier, file, ...(held ? [held] : [])];
  const answer = await new Promise<{ code: number; said: string }>((done) => {
    const child = execFile(process.execPath, args, { cwd: folder }, (_, said) => done({ code: child.exitCode ?? -1, said }));
  });
  await fs.rm(folder, { recursive: true });
  return answer;
}

test("the file of a real diary fits, and a hash from any mail is found in it", async ({ db }) => {
  const { evidence, contract, freelancer } = await givenEvidence(db);
  expect(evidence.entries.map((one) => one.kind)).toEqual(["segments", "segments", "segments", "deletion"]);
  expect(evidence.segments).toHaveLength(8);
  expect(await verify(evidence)).toMatchObject({ code: 0, said: expect.stringContaining("OK: everything fits.") });
  const second = await verify(evidence, ` ${evidence.entries[1]!.hash.toUpperCase()} `);
  expect(second).toMatchObject({ code: 0, said: expect.stringMatching(/is entry 2 of .*; everything up to it is unchanged/) });
  expect(await verify(evidence, "0".repeat(64))).toMatchObject({ code: 1, said: expect.stringContaining("NOT in this chain") });
  // The agent gets the same.
  expect((await download(db, contract.id, freelancer.agent)).head).toEqual(evidence.head);
});

const without = <T>(list: T[], index: number) => list.filter((_, at) => at !== index);
test.for<[string, (evidence: Evidence) => Evidence, RegExp]>([
  [
    "a memo",
    (e) => ({ ...e, segments: e.segments.map((s, i) => (i === 3 ? { ...s, memo: "Nothing" } : s)) }),
    /entry 2 .*does not fit/,
  ],
  [
    "a minute",
    (e) => ({ ...e, segments: e.segments.map((s, i) => (i === 0 ? { ...s, minutes: s.minutes - 1 } : s)) }),
    /entry 1 .*does not fit/,
  ],
  ["a dropped entry", (e) => ({ ...e, entries: without(e.entries, 1) }), /entry 2 is missing/],
  [
    "a dropped last entry with its segments' mark, the head put back",
    (e) => ({ ...e, entries: without(e.entries, 3), head: { seq: 3, hash: e.entries[2]!.hash } }),
    /marked as taken back, but no entry says so/,
  ],
  ["a dropped segment", (e) => ({ ...e, segments: without(e.segments, 4) }), /entry 2 .*does not fit/],
  [
    "a segment put in",
    (e) => ({ ...e, segments: [...e.segments, { ...e.segments[0]!, id: crypto.randomUUID() }] }),
    /entry 1 .*does not fit/,
  ],
  [
    "a segment taken back",
    (e) => ({ ...e, segments: e.segments.map((s) => ({ ...s, deletedAt: "2026-11-18T12:00:00.000Z" })) }),
    /no entry says so/,
  ],
  [
    "a segment given back",
    (e) => ({ ...e, segments: e.segments.map((s) => ({ ...s, deletedAt: null })) }),
    /was taken back, but is not marked so/,
  ],
  ["another contract", (e) => ({ ...e, contract: { ...e.contract, id: crypto.randomUUID() } }), /entry 1 .*does not fit/],
])("%s is found by the verifier", async ([, tamper, said], { db }) => {
  const { evidence } = await givenEvidence(db);
  expect(await verify(tamper(evidence))).toMatchObject({ code: 1, said: expect.stringMatching(said) });
});

test("a chain made anew over a changed day fits itself, but not the hash that was mailed", async ({ db }) => {
  const { evidence } = await givenEvidence(db);
  const { evidence: other } = await givenEvidence(db);
  expect(await verify(other)).toMatchObject({ code: 0 });
  expect(await verify(other, evidence.head.hash)).toMatchObject({ code: 1 });
});

test("what is no evidence is refused with a sentence, not a stack", async () => {
  for (const wrong of ["{", "[]", '{"format":"other"}', '{"format":"deskhand-diary/1"}']) {
    const { code, said } = await verify(wrong);
    expect(code).toBe(1);
    expect(said).toMatch(/^NOT OK: the file could not be read as evidence/);
  }
});

test("an empty diary has an empty file; strangers get none", async ({ db }) => {
  const { contract, people } = await givenContract(db, { from: "2026-11-16" });
  const empty = await download(db, contract.id, people.owner);
  expect(empty).toMatchObject({ head: { seq: 0, hash: "" }, entries: [], segments: [] });
  expect((await verify(empty)).code).toBe(0);
  for (const as of [(await givenAgent(db)).agent, (await givenBusiness(db, { name: "Other" })).owner])
    expect((await visit(db, route, { as, params: { contractId: contract.id } })).status).toBe(404);
  expect(await visit(db, route, { params: { contractId: contract.id } })).toMatchObject({ status: 302 });
});

test("the verifier says pictures and their deletions plainly, and finds what does not fit", async ({ db }) => {
  const given = await givenPicturedWork(db);
  const { storage } = givenFolderStorage();
  const send = (minute: string) =>
    receive(db, storage, given, { content: pngOf(64, 64), takenAt: at(`2026-11-18T09:${minute}Z`) });
  const [first, second] = [await send("04"), await send("14")];
  const remove = { pictureId: second.id, reason: "A letter from the bank was on it" };
  await db.transaction((tx) => deletePicture(tx, remove, { actor: given.freelancer.agent, now: at("2026-11-18T12:00Z") }));
  const evidence = (await download(db, given.contract.id, given.people.viewer)) as Evidence & {
    pictures: { sha256: string; deletedAt: string | null }[];
  };
  const { code, said } = await verify(evidence);
  expect(code).toBe(0);
  expect(said).toContain("2 pictures were received, 1 of them deleted since");
  expect(said).toMatch(
    /picture of 2026-11-18T09:14:00.000Z: deleted at 2026-11-18T12:00:00.000Z by the agent, .+: A letter from the bank was on it/,
  );
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "picture-"));
  const held = path.join(folder, "held.webp");
  const { body } = (await storage.get(`pictures/${given.contract.id}/${first.id}.webp`))!;
  await fs.writeFile(held, Buffer.from(await new Response(body).arrayBuffer()));
  expect(await verify(evidence, held)).toMatchObject({
    code: 0,
    said: expect.stringContaining("The picture you hold is the one of 2026-11-18T09:04"),
  });
  await fs.writeFile(held, pngOf(64, 65));
  expect(await verify(evidence, held)).toMatchObject({ code: 1, said: expect.stringContaining("is NOT in this diary") });
  await fs.rm(folder, { recursive: true });
  const changed = (change: (copy: typeof evidence) => unknown) => {
    const copy = structuredClone(evidence);
    change(copy);
    return verify(copy);
  };
  const noon = "2026-11-18T12:00:00.000Z";
  for (const [change, words] of [
    [(copy) => Object.assign(copy.pictures[0]!, { sha256: "0".repeat(64) }), "is not what entry 2 says"],
    [(copy) => Object.assign(copy.pictures[1]!, { deletedAt: null }), "was deleted, but is not marked so"],
    [(copy) => Object.assign(copy.pictures[0]!, { deletedAt: noon }), "is marked as deleted, but no entry says so"],
    [(copy) => copy.pictures.shift(), "but not in the diary"],
  ] as [Parameters<typeof changed>[0], string][])
    expect(await changed(change)).toMatchObject({ code: 1, said: expect.stringContaining(words) });
});
