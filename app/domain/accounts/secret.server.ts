import { createHash, randomBytes } from "node:crypto";

/** A secret for a link or a cookie: 160 random bits, URL-safe. Only its hash is stored. */
export function newSecret(): string {
  return randomBytes(20).toString("base64url");
}

/** SHA-256 in hex: secrets of 160 random bits need no salt and no slow hash. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
