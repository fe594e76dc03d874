import { eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { deletePicture } from "#app/domain/diary/delete-picture.server.ts";
import { deleteSegment } from "#app/domain/diary/delete-segment.server.ts";
import { erasePictureFlow } from "#app/domain/diary/erase-picture-flow.server.ts";
import { evidenceFile } from "#app/domain/diary/evidence-file.server.ts";
import { makeThumbnailFlow } from "#app/domain/diary/make-thumbnail-flow.server.ts";
import { pictureFile, pictureOf, picturesOfSegments } from "#app/domain/diary/pictures.server.ts";
import { verifyChain } from "#app/domain/diary/verify-chain.server.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { diaryChain, pictures, segments } from "#db/schema/diary.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenFolderStorage, givenPicturedWork, receive, receivedAt } from "#tests/factories/pictures.ts";
import { pngOf } from "#tests/factories/png.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const png = pngOf(900, 600, (x, y) => [x % 256, y % 256, 90]);
const later = at("2026-11-19T10:00Z");

async function givenPicture(db: Db) {
  const given = await givenPicturedWork(db);
  const { storage, files } = givenFolderStorage();
  const { id } = await receive(db, storage, given, { content: png });
  const remove = (actor: Parameters<typeof deletePicture>[2]["actor"], more: object = {}) =>
    db.transaction((tx) =>
      deletePicture(tx, { pictureId: id, reason: "A private message was on it", ...more }, { actor, now: later }),
    );
  const erase = () => erasePictureFlow(db, storage, id);
  const thumbnail = () => makeThumbnailFlow(db, storage, id, { actor: system, now: receivedAt });
  const row = async () => (await db.select().from(pictures).where(eq(pictures.id, id)))[0]!;
  return { ...given, storage, files, id, remove, erase, thumbnail, row };
}

test.for(["agent", "manager", "owner"] as const)(
  "the %s deletes it once: minutes and a tombstone stay, the files go",
  async (who, { db }) => {
    const given = await givenPicture(db);
    const actor = who === "agent" ? given.freelancer.agent : given.people[who];
    await given.thumbnail();
    expect(given.files()).toHaveLength(2);
    await given.erase();
    expect(given.files()).toHaveLength(2);
    await given.remove(actor);
    await given.remove(given.freelancer.agent);
    await given.erase();
    await given.erase();
    expect(given.files()).toEqual([]);
    const shown = await picturesOfSegments(
      db,
      await db.select().from(segments).where(eq(segments.contractId, given.contract.id)),
    );
    expect(shown).toMatchObject([
      {
        id: given.id,
        deletedAt: later,
        deletedWhy: "asked",
        deletedReason: "A private message was on it",
        deletedByName: expect.any(String),
      },
    ]);
    expect(await db.$count(segments, eq(segments.contractId, given.contract.id))).toBe(3);
    const { picture } = { picture: await pictureOf(db, given.id, given.people.viewer) };
    expect(picture).toMatchObject({ state: "deleted", mayDelete: false });
    await expect(
      pictureFile(db, given.storage, { pictureId: given.id, small: false }, given.people.owner),
    ).rejects.toBeInstanceOf(NotFound);
    // Sent again by a device that did not hear the answer: it stays deleted.
    expect((await receive(db, given.storage, given, { content: png, id: given.id })).verdict).toBe("already");
    expect(given.files()).toEqual([]);
  },
);

test("strangers and other businesses learn nothing; a viewer may look and not delete; only the system lets one expire", async ({
  db,
}) => {
  const given = await givenPicture(db);
  const [stranger, other] = [await givenAgent(db), await givenPicturedWork(db)];
  for (const actor of [stranger.agent, other.people.owner, other.freelancer.agent]) {
    await expect(given.remove(actor)).rejects.toBeInstanceOf(NotFound);
    await expect(pictureOf(db, given.id, actor)).rejects.toBeInstanceOf(NotFound);
    await expect(pictureFile(db, given.storage, { pictureId: given.id, small: true }, actor)).rejects.toBeInstanceOf(NotFound);
  }
  await expect(given.remove(given.people.viewer)).rejects.toBeInstanceOf(Forbidden);
  await expect(given.remove(given.people.finance)).rejects.toBeInstanceOf(Forbidden);
  await expect(given.remove(given.freelancer.agent, { why: "expired" })).rejects.toBeInstanceOf(Forbidden);
  expect((await given.row()).state).toBe("stored");
  const { bytes } = await pictureFile(db, given.storage, { pictureId: given.id, small: false }, given.people.viewer);
  expect(bytes).toBe((await given.row()).bytes);
  await given.remove(system, { why: "expired", reason: "" });
  expect(await given.row()).toMatchObject({ state: "deleted", deletedBy: null, deletedWhy: "expired" });
});

test("the small one is made once, and none stays of a picture that was deleted while it was made", async ({ db }) => {
  const given = await givenPicture(db);
  await given.thumbnail();
  await given.thumbnail();
  const { bytes, body } = await pictureFile(db, given.storage, { pictureId: given.id, small: true }, given.people.viewer);
  await body.cancel();
  expect(bytes).toBeLessThan((await given.row()).bytes);
  const other = await givenPicture(db);
  const slow = {
    ...other.storage,
    put: async (...args: Parameters<typeof other.storage.put>) => {
      await other.remove(other.freelancer.agent);
      await other.erase();
      await other.storage.put(...args);
    },
  };
  await makeThumbnailFlow(db, slow, other.id, { actor: system, now: receivedAt });
  expect(other.files()).toEqual([]);
});

test("time taken back takes its picture along", async ({ db }) => {
  const given = await givenPicture(db);
  const context = { actor: given.freelancer.agent, now: receivedAt };
  await db.transaction(async (tx) => deleteSegment(tx, { segmentId: (await given.row()).segmentId }, context));
  expect(await given.row()).toMatchObject({
    state: "deleted",
    deletedWhy: "takenBack",
    deletedBy: given.freelancer.agent.userId,
  });
  expect((await verifyChain(db, given.contract.id, given.people.viewer)).broken).toBeNull();
});

test("the chain tells of a picture and of its deletion, and a change of either behind everybody's back is found", async ({
  db,
}) => {
  const given = await givenPicture(db);
  const check = () => verifyChain(db, given.contract.id, given.people.viewer);
  const set = (values: Partial<typeof pictures.$inferInsert>) => db.update(pictures).set(values).where(eq(pictures.id, given.id));
  expect(await check()).toMatchObject({ broken: null, pictures: 1, picturesDeleted: 0 });
  const { sha256, takenAt } = await given.row();
  await set({ sha256: "0".repeat(64) });
  expect((await check()).broken).toEqual({ seq: 2, reason: "changed" });
  await set({ sha256, takenAt: at("2026-11-18T09:14Z") });
  expect((await check()).broken).toEqual({ seq: 2, reason: "changed" });
  await set({ takenAt, state: "deleted", deletedAt: later, deletedWhy: "expired" });
  expect((await check()).broken).toEqual({ seq: 2, reason: "changed" });
  await set({ state: "stored", deletedAt: null, deletedWhy: null });
  await given.remove(given.people.owner);
  expect(await check()).toMatchObject({ broken: null, pictures: 1, picturesDeleted: 1 });
  await set({ deletedBy: given.freelancer.agent.userId });
  expect((await check()).broken).toEqual({ seq: 3, reason: "changed" });
  await set({ deletedBy: given.people.owner.userId, deletedReason: "Another one" });
  expect((await check()).broken).toEqual({ seq: 3, reason: "changed" });
  await db.delete(pictures).where(eq(pictures.id, given.id));
  expect((await check()).broken).toEqual({ seq: 2, reason: "changed" });
  const kinds = await db
    .select({ kind: diaryChain.kind })
    .from(diaryChain)
    .where(eq(diaryChain.contractId, given.contract.id))
    .orderBy(diaryChain.seq);
  expect(kinds.map((one) => one.kind)).toEqual(["segments", "picture", "pictureDeletion"]);
});

test("the evidence file holds pictures by their hash, without the files", async ({ db }) => {
  const given = await givenPicture(db);
  await given.remove(given.people.owner);
  const { pieces } = await evidenceFile(db, given.contract.id, given.people.viewer, later);
  let text = "";
  for await (const piece of pieces) text += piece;
  const evidence = JSON.parse(text) as { pictures: { id: string; sha256: string; deletedAt: string }[] };
  expect(evidence.pictures).toMatchObject([{ id: given.id, sha256: (await given.row()).sha256, deletedAt: later.toISOString() }]);
});
