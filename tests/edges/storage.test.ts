import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { folderStorage } from "#app/edges/storage/folder-storage.server.ts";
import { s3Storage } from "#app/edges/storage/s3-storage.server.ts";
import { createStorage } from "#app/edges/storage/storage.server.ts";
import type { StorageEdge } from "#app/edges/storage/storage-edge.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { BUCKET, keys, REGION, startS3 } from "#tests/fakes/s3/s3.ts";
import { expect, test } from "#tests/setup/test.ts";

const KEY = "pictures/0190a/0190b.webp";
const words = (text: string) => new TextEncoder().encode(text);
async function textAt(storage: StorageEdge, key: string): Promise<string | null> {
  const found = await storage.get(key);
  if (!found) return null;
  const text = await new Response(found.body).text();
  expect(found.bytes).toBe(text.length);
  return text;
}
function givenFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-storage-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
async function givenS3(more: Partial<Parameters<typeof s3Storage>[0]> = {}) {
  const s3 = await startS3();
  onTestFinished(s3.close);
  const settings = { endpoint: s3.url, region: REGION, bucket: BUCKET, ...keys, waitFirst: 1, answerWithin: 2000, ...more };
  return { ...s3, storage: s3Storage(settings) };
}

test.for(["folder", "s3"] as const)("%s: what is put is got, replaced and deleted; twice is once", async (kind) => {
  const storage = kind === "folder" ? folderStorage(givenFolder()) : (await givenS3()).storage;
  expect(await storage.get(KEY)).toBeNull();
  await storage.put(KEY, words("one"), "image/webp");
  await storage.put(KEY, words("two"), "image/webp");
  expect(await textAt(storage, KEY)).toBe("two");
  await storage.delete(KEY);
  await storage.delete(KEY);
  expect(await storage.get(KEY)).toBeNull();
});

test.for([
  "../evil",
  "/etc/passwd",
  "a/../../b",
  "a//b",
  "",
  ".",
  "a/.hidden",
  "A",
  "a\\b",
  "a\0b",
  "a%2f..",
  `a/${"b".repeat(400)}`,
])("the key %j is refused by every store before anything is touched", async (key) => {
  const folder = givenFolder();
  const { storage, seen } = await givenS3();
  for (const one of [folderStorage(path.join(folder, "inside")), storage]) {
    await expect(async () => one.put(key, words("x"), "image/webp")).rejects.toThrow(/is no key of the store/);
    await expect(async () => one.get(key)).rejects.toThrow(/is no key of the store/);
    await expect(async () => one.delete(key)).rejects.toThrow(/is no key of the store/);
  }
  expect(fs.readdirSync(folder)).toEqual([]);
  expect(seen).toEqual([]);
});

test("a folder never shows half a file, and a write that fails leaves nothing behind", async () => {
  const folder = givenFolder();
  const storage = folderStorage(folder);
  const [small, large] = [words("a".repeat(10)), words("b".repeat(3_000_000))];
  await storage.put(KEY, small, "image/webp");
  const writing = storage.put(KEY, large, "image/webp");
  for (let look = 0; look < 20; look++) expect([small.length, large.length]).toContain((await textAt(storage, KEY))!.length);
  await writing;
  fs.mkdirSync(path.join(folder, "pictures/0190a/taken.webp/inside"), { recursive: true });
  await expect(storage.put("pictures/0190a/taken.webp", small, "image/webp")).rejects.toThrow();
  expect(fs.readdirSync(path.join(folder, "pictures/0190a")).sort()).toEqual(["0190b.webp", "taken.webp"]);
});

test("S3 errors are said as S3 says them: a wrong key, a wrong secret, another region, no such bucket", async () => {
  const put = async (more: object) => (await givenS3(more)).storage.put(KEY, words("x"), "image/webp");
  await expect(put({ accessKeyId: "AKIAOTHER" })).rejects.toThrow(/403 InvalidAccessKeyId/);
  await expect(put({ secretAccessKey: "other" })).rejects.toThrow(/403 SignatureDoesNotMatch/);
  await expect(put({ region: "us-east-1" })).rejects.toThrow(/AuthorizationHeaderMalformed .*eu-west-3/);
  await expect(put({ bucket: "another" })).rejects.toThrow(/404 NoSuchBucket/);
  const { storage } = await givenS3({ bucket: "another" });
  await expect(storage.get(KEY)).rejects.toThrow(/NoSuchBucket/);
});

test("a 500, a 503 and a lost connection are tried again; a store that stays away is an error", async () => {
  const { storage, faults, seen, objects } = await givenS3();
  faults.push({ method: "PUT", what: 500 }, { method: "PUT", what: "hang up" }, { method: "PUT", what: 503 });
  await storage.put(KEY, words("kept"), "image/webp");
  expect([seen.length, objects.size]).toEqual([4, 1]);
  faults.push({ method: "GET", what: 500 }, { method: "DELETE", what: "hang up" });
  expect(await textAt(storage, KEY)).toBe("kept");
  await storage.delete(KEY);
  expect(objects.size).toBe(0);
  for (let count = 0; count < 4; count++) faults.push({ method: "PUT", what: 500 });
  await expect(storage.put(KEY, words("lost"), "image/webp")).rejects.toThrow(/failed 4 times.*500 InternalError/);
  const gone = s3Storage({ endpoint: "http://127.0.0.1:9", region: REGION, bucket: BUCKET, ...keys, waitFirst: 1 });
  await expect(gone.get(KEY)).rejects.toThrow(/failed 4 times.*(ECONNREFUSED|bad port)/);
});

test("an answer that never comes after the work was done does no harm: the same is put again", async () => {
  const { storage, faults, seen, objects } = await givenS3({ answerWithin: 150 });
  faults.push({ method: "PUT", what: "silence" }, { method: "DELETE", what: "silence" });
  await storage.put(KEY, words("once"), "image/webp");
  expect([seen, objects.size]).toEqual([["PUT", "PUT"], 1]);
  await storage.delete(KEY);
  expect(objects.size).toBe(0);
});

test("the store is S3 where all five settings are there; some of them only is a fault with their names", async () => {
  const { url, objects } = await givenS3();
  const all = { S3_ENDPOINT: url, S3_REGION: REGION, S3_BUCKET: BUCKET, S3_ACCESS_KEY_ID: keys.accessKeyId };
  expect(() => parseEnv({ NODE_ENV: "test", ...all }, "/")).toThrow(/S3_SECRET_ACCESS_KEY: is needed with S3_ENDPOINT/);
  const env = parseEnv({ NODE_ENV: "test", ...all, S3_SECRET_ACCESS_KEY: keys.secretAccessKey }, "/");
  await createStorage(env).put(KEY, words("x"), "image/webp");
  expect([...objects.keys()]).toEqual([KEY]);
  const DATA_DIR = givenFolder();
  await createStorage({ DATA_DIR }).put(KEY, words("x"), "image/webp");
  expect(fs.readdirSync(path.join(DATA_DIR, "storage/pictures/0190a"))).toEqual(["0190b.webp"]);
});
