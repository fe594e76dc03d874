import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fieldCipher, fieldCipherOf, keyOfDataFolder } from "#app/domain/taxes/field-cipher.server.ts";
import { EnvironmentError, parseEnv } from "#app/kernel/env.server.ts";
import { otherKey, testKey } from "#tests/factories/taxes.ts";

const cipher = fieldCipher(testKey);

test("the same text is sealed differently each time, and opens only where it belongs", () => {
  const [one, two] = [cipher.seal("234567899", "agent:1:tax_id"), cipher.seal("234567899", "agent:1:tax_id")];
  expect(one).not.toBe(two);
  expect(cipher.open(one, "agent:1:tax_id")).toBe("234567899");
  expect(() => cipher.open(one, "agent:2:tax_id")).toThrow();
  expect(() => fieldCipher(otherKey).open(one, "agent:1:tax_id")).toThrow(/does not hold/);
});

test("a changed text does not open", () => {
  const sealed = cipher.seal("234567899", "agent:1:tax_id");
  const last = sealed.at(-1) === "A" ? "B" : "A";
  expect(() => cipher.open(sealed.slice(0, -2) + last + sealed.slice(-1), "agent:1:tax_id")).toThrow();
});

test("real money needs a key of its own; a short one is refused by name", () => {
  const stripe = {
    NODE_ENV: "test" as const,
    STRIPE_SECRET_KEY: "sk_test_1",
    STRIPE_WEBHOOK_SECRET: "whsec_1",
    STRIPE_CONNECT_WEBHOOK_SECRET: "whsec_1",
    STRIPE_V2_WEBHOOK_SECRET: "whsec_1",
    PUBLIC_URL: "https://deskhand.example",
  };
  expect(() => parseEnv(stripe, "/")).toThrow(/FIELD_ENCRYPTION_KEY: is needed with STRIPE_SECRET_KEY/);
  expect(() => parseEnv({ NODE_ENV: "test", FIELD_ENCRYPTION_KEY: "c2hvcnQ=" }, "/")).toThrow(EnvironmentError);
  expect(parseEnv({ ...stripe, FIELD_ENCRYPTION_KEY: `${otherKey},${testKey}` }, "/").demo).toBe(false);
  expect(() => fieldCipherOf({})).toThrow(/FIELD_ENCRYPTION_KEY is not set/);
});

test("a data folder keeps the key it was given first, for its owner's eyes", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-key-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const key = keyOfDataFolder(folder);
  expect(keyOfDataFolder(folder)).toBe(key);
  expect(Buffer.from(key, "base64")).toHaveLength(32);
  expect(fs.statSync(path.join(folder, "field-encryption-key")).mode & 0o777).toBe(0o600);
});
