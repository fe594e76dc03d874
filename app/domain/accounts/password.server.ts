import { hash, verify } from "@node-rs/argon2";

/** argon2id with OWASP's minimum for 2026: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, options);
}

let decoy: Promise<string> | undefined;

/** Takes as long for an address that nobody has (`stored` null), so that timing tells nothing. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword("no such account");
  const matches = await verify(stored ?? (await decoy), password);
  return stored !== null && matches;
}
