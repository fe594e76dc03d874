import { asc, eq } from "drizzle-orm";
import sharp from "sharp";
import { stopPictures } from "#app/domain/contracts/stop-pictures.server.ts";
import { deleteSegment } from "#app/domain/diary/delete-segment.server.ts";
import { reservePicture } from "#app/domain/diary/reserve-picture.server.ts";
import type { StorageEdge } from "#app/edges/storage/storage-edge.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { addMinutes } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { diaryChain, pictures, segments } from "#db/schema/diary.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenFolderStorage, givenPicturedWork, receive, receivedAt, takenAt } from "#tests/factories/pictures.ts";
import { pngBomb, pngOf } from "#tests/factories/png.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const png = pngOf(640, 400, (x, y) => [x % 256, y % 256, 90], "GPS 48.85, 2.35");
const rowsOf = (db: Db, contractId: string) =>
  db.select().from(pictures).where(eq(pictures.contractId, contractId)).orderBy(asc(pictures.takenAt));
async function expectNothing(db: Db, contractId: string, files: string[]) {
  expect([await rowsOf(db, contractId), files]).toEqual([[], []]);
}

test("a picture is stored once, written anew, in the chain, in its segment's slot", async ({ db }) => {
  const given = await givenPicturedWork(db);
  const { storage, files } = givenFolderStorage();
  const id = newId();
  const first = await receive(db, storage, given, { content: png, id });
  const [again, atOnce] = await Promise.all([
    receive(db, storage, given, { content: png, id }),
    receive(db, storage, given, { content: png, id }),
  ]);
  expect([first.verdict, again.verdict, atOnce.verdict]).toEqual(["stored", "already", "already"]);
  const [row] = await rowsOf(db, given.contract.id);
  expect(row).toMatchObject({
    id,
    state: "stored",
    level: "pictures",
    contentType: "image/webp",
    width: 640,
    height: 400,
    chainSeq: 2,
  });
  const [segment] = await db.select().from(segments).where(eq(segments.id, row!.segmentId));
  expect(segment!.startedAt).toEqual(at("2026-11-18T09:10Z"));
  expect(files()).toEqual([row!.storageKey]);
  const stored = Buffer.from(await new Response((await storage.get(row!.storageKey))!.body).arrayBuffer());
  expect(stored.length).toBe(row!.bytes);
  expect(stored.subarray(8, 12).toString()).toBe("WEBP");
  expect(stored.includes("GPS")).toBe(false);
  const [entry] = await db.select().from(diaryChain).where(eq(diaryChain.kind, "picture"));
  expect(JSON.parse(entry!.content)).toEqual({
    pictureId: id,
    segmentId: segment!.id,
    takenAt: takenAt.toISOString(),
    sha256: row!.sha256,
    level: "pictures",
  });
});

test("six at once under six ids are one picture of the slot, by the database's own word", async ({ db }) => {
  const given = await givenPicturedWork(db);
  const { storage, files } = givenFolderStorage();
  const told = await Promise.allSettled(Array.from({ length: 6 }, () => receive(db, storage, given, { content: png })));
  expect(told.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  expect(await rowsOf(db, given.contract.id)).toHaveLength(1);
  expect(files()).toHaveLength(1);
  const [row] = await rowsOf(db, given.contract.id);
  await expect(db.insert(pictures).values({ ...row!, id: newId() })).rejects.toMatchObject({ cause: { code: "23505" } });
});

test.for([
  ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), "kind"],
  ["HTML that says it is a PNG", Buffer.concat([png.subarray(0, 8), Buffer.from("<html><script>alert(1)</script>")]), "kind"],
  ["HTML", Buffer.from("<!doctype html><p>hello"), "kind"],
  ["a PDF", Buffer.from("%PDF-1.7\n1 0 obj"), "kind"],
  ["a GIF", Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64"), "kind"],
  ["a bomb of 900 million pixels", pngBomb(30_000, 30_000), "pixels"],
  ["one that says more than a picture may have", pngBomb(65_000, 65_000).subarray(0, 4000), "pixels"],
  ["a file that is cut off", png.subarray(0, png.length - 40), "broken"],
  ["a file whose middle is spoilt", Buffer.concat([png.subarray(0, 200), Buffer.alloc(60, 7), png.subarray(260)]), "broken"],
] as const)("%s is refused with its field, and nothing is left behind", async ([, content, key], { db }) => {
  const given = await givenPicturedWork(db);
  const { storage, files } = givenFolderStorage();
  const refused = await receive(db, storage, given, { content }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Invalid);
  expect(refused).toMatchObject({ field: "picture", key: `pictures:refused.${key}` });
  await expectNothing(db, given.contract.id, files());
});

test.for([
  ["none", "pictures", "notAgreed"],
  ["tickets", "blurred", "notAgreed"],
  ["blurred", "pictures", "onlyBlurred"],
] as const)("at level %s a picture at level %s is refused", async ([agreed, level, key], { db }) => {
  const given = await givenPicturedWork(db, agreed);
  const { storage, files } = givenFolderStorage();
  const refused = await receive(db, storage, given, { content: png, level }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ key: `pictures:refused.${key}` });
  await expectNothing(db, given.contract.id, files());
});

test("what is allowed is judged again at each receipt: pictures that the agent has stopped are not taken any more", async ({
  db,
}) => {
  const given = await givenPicturedWork(db, "blurred");
  const { storage, files } = givenFolderStorage();
  const stop = { actor: given.freelancer.agent, now: at("2026-11-18T09:20Z") };
  await db.transaction((tx) => stopPictures(tx, { contractId: given.contract.id }, stop));
  await expect(receive(db, storage, given, { content: png, level: "blurred" })).rejects.toThrow(/notAgreed/);
  await expectNothing(db, given.contract.id, files());
});

test("at level blurred a sharp picture is blurred here, whoever sent it", async ({ db }) => {
  const given = await givenPicturedWork(db, "blurred");
  const { storage } = givenFolderStorage();
  const stripes = pngOf(1280, 800, (x) => (x % 8 < 4 ? [0, 0, 0] : [255, 255, 255]));
  await receive(db, storage, given, { content: stripes, level: "blurred" });
  const [row] = await rowsOf(db, given.contract.id);
  expect([row!.width, row!.height, row!.level]).toEqual([213, 133, "blurred"]);
  const file = Buffer.from(await new Response((await storage.get(row!.storageKey))!.body).arrayBuffer());
  const { channels } = await sharp(file).stats();
  expect(channels[0]!.max - channels[0]!.min).toBeLessThan(16);
});

test.for([
  ["before its time is recorded", { takenAt: at("2026-11-18T09:31:30Z") }, Conflict, "noSegment"],
  ["an hour nobody worked", { takenAt: at("2026-11-18T07:13Z") }, Conflict, "noSegment"],
  ["the future", { takenAt: addMinutes(receivedAt, 30) }, Invalid, "future"],
  ["four days ago", { now: at("2026-11-22T12:00Z") }, Invalid, "tooOld"],
] as const)("a picture of %s is refused", async ([, wish, kind, key], { db }) => {
  const given = await givenPicturedWork(db);
  const { storage, files } = givenFolderStorage();
  const refused = await receive(db, storage, given, { content: png, ...wish }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(kind);
  expect(refused).toMatchObject({ key: `pictures:refused.${key}` });
  await expectNothing(db, given.contract.id, files());
});

test("the same id with other bytes, or for another contract, is refused; the first one stays", async ({ db }) => {
  const given = await givenPicturedWork(db);
  const { storage, files } = givenFolderStorage();
  const id = newId();
  const { sha256 } = await receive(db, storage, given, { content: png, id });
  await expect(receive(db, storage, given, { content: pngOf(64, 64), id })).rejects.toThrow(/idTaken/);
  const other = await givenPicturedWork(db);
  await expect(receive(db, storage, other, { content: png, id })).rejects.toThrow(/idTaken/);
  expect((await rowsOf(db, given.contract.id)).map((row) => row.sha256)).toEqual([sha256]);
  expect(files()).toHaveLength(1);
});

test("strangers learn nothing, and only the contract's agent may send", async ({ db }) => {
  const given = await givenPicturedWork(db);
  const { storage, files } = givenFolderStorage();
  const [stranger, other] = [await givenAgent(db), await givenPicturedWork(db)];
  for (const [actor, error] of [
    [stranger.agent, NotFound],
    [other.people.owner, NotFound],
    [given.people.owner, Forbidden],
  ] as const)
    await expect(receive(db, storage, given, { content: png, actor })).rejects.toBeInstanceOf(error);
  await expectNothing(db, given.contract.id, files());
});

test("time taken back while its picture arrives takes the picture along", async ({ db }) => {
  const given = await givenPicturedWork(db);
  const { storage, files } = givenFolderStorage();
  const [segment] = await db
    .select()
    .from(segments)
    .where(eq(segments.startedAt, at("2026-11-18T09:10Z")))
    .orderBy(asc(segments.receivedAt));
  const mine = (await db.select().from(segments).where(eq(segments.contractId, given.contract.id))).find(
    (one) => one.startedAt.getTime() === segment!.startedAt.getTime(),
  )!;
  const slow: StorageEdge = {
    ...storage,
    put: async (...args) => {
      const context = { actor: given.freelancer.agent, now: receivedAt };
      await db.transaction((tx) => deleteSegment(tx, { segmentId: mine.id }, context));
      await storage.put(...args);
    },
  };
  await expect(receive(db, slow, given, { content: png })).rejects.toThrow(/noSegment/);
  await expectNothing(db, given.contract.id, files());
});

test("a store that does not answer keeps the slot for the same picture; sent again it is stored", async ({ db }) => {
  const given = await givenPicturedWork(db);
  const { storage, files } = givenFolderStorage();
  const id = newId();
  const after: StorageEdge = {
    ...storage,
    put: async (...args) => {
      await storage.put(...args);
      throw new Error("no answer");
    },
  };
  await expect(receive(db, after, given, { content: png, id })).rejects.toThrow("no answer");
  expect((await rowsOf(db, given.contract.id)).map((row) => row.state)).toEqual(["reserved"]);
  expect((await receive(db, storage, given, { content: png, id })).verdict).toBe("stored");
  expect(files()).toHaveLength(1);
});

test("a reservation that nobody came back for gives way, and its file goes", async ({ db }) => {
  const given = await givenPicturedWork(db);
  const { storage, files } = givenFolderStorage();
  const lost = { id: newId(), contractId: given.contract.id, takenAt, level: "pictures" as const, sentSha256: "x" };
  const { picture } = await db.transaction((tx) => reservePicture(tx, lost, { actor: given.freelancer.agent, now: receivedAt }));
  await storage.put(picture.storageKey, png, "image/webp");
  const { id } = await receive(db, storage, given, { content: png });
  expect((await rowsOf(db, given.contract.id)).map((row) => [row.id, row.state])).toEqual([[id, "stored"]]);
  expect(files()).toEqual([`pictures/${given.contract.id}/${id}.webp`]);
});
