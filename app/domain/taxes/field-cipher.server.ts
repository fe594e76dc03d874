import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Env } from "#app/kernel/env.server.ts";

/**
 * Seals what identifies a person (AES-256-GCM, NIST SP 800-38D: a random 96-bit nonce each time). A sealed text names the key it was sealed
 * with, and holds only for the row and field it was made for: copied elsewhere it does not open.
 */
export interface FieldCipher {
  /** @param place where the text will be kept, "agent:{id}:tax_id" */
  seal(clear: string, place: string): string;
  /** @throws when the key is not known any more, or the text was changed or moved */
  open(sealed: string, place: string): string;
  /** Sealed with the present key; false asks for sealing again. */
  isCurrent(sealed: string): boolean;
}

const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface Key {
  id: string;
  secret: Buffer;
}

function keysOf(setting: string): Key[] {
  return setting.split(",").map((text) => {
    const secret = Buffer.from(text.trim(), "base64");
    if (secret.length !== 32) throw new Error("FIELD_ENCRYPTION_KEY must be 32 bytes in base64, several with a comma between");
    // The id tells keys apart without telling anything of them.
    return { id: createHash("sha256").update(secret).digest("hex").slice(0, 8), secret };
  });
}

/** @param setting FIELD_ENCRYPTION_KEY: the present key first, after it older ones that still open */
export function fieldCipher(setting: string): FieldCipher {
  const keys = keysOf(setting);
  const present = keys[0]!;
  return {
    seal(clear, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", present.secret, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(clear, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return [VERSION, present.id, nonce.toString("base64url"), body.toString("base64url")].join(".");
    },
    open(sealed, place) {
      const [version, id, nonce = "", body = ""] = sealed.split(".");
      const key = keys.find((one) => one.id === id);
      if (version !== VERSION || !key) throw new Error(`sealed with key ${id}, which FIELD_ENCRYPTION_KEY does not hold`);
      const bytes = Buffer.from(body, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", key.secret, Buffer.from(nonce, "base64url"))
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
    },
    isCurrent: (sealed) => sealed.startsWith(`${VERSION}.${present.id}.`),
  };
}

/** The cipher of this process. @throws when the environment holds no key: `npm start` makes one where no real money is */
export function fieldCipherOf(env: Pick<Env, "FIELD_ENCRYPTION_KEY">): FieldCipher {
  if (!env.FIELD_ENCRYPTION_KEY) throw new Error("FIELD_ENCRYPTION_KEY is not set; see .env.example");
  return fieldCipher(env.FIELD_ENCRYPTION_KEY);
}

/** A key of the data folder's own, made at the first start and readable by its owner only; for demos and trials without Stripe. */
export function keyOfDataFolder(folder: string): string {
  const file = path.join(folder, "field-encryption-key");
  if (!fs.existsSync(file)) fs.writeFileSync(file, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
  return fs.readFileSync(file, "utf8").trim();
}
