import { createHash } from "node:crypto";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Ids that look like Stripe's, the same for the same seed and order of calls. */
export function letters(seed: string, length = 24): string {
  const digest = createHash("sha512").update(seed).digest();
  let out = "";
  for (let i = 0; i < length; i++) out += LETTERS[digest[i]! % 62];
  return out;
}
