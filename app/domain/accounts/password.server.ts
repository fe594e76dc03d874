import { hash, verify } from "@node-rs/argon2";

/** argon2id with 19 MiB, two passes, one lane: the OWASP password storage cheat sheet's choice. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), cost);
}

let decoy: Promise<string> | undefined;

/** Takes as long for an address that nobody has (`stored` null), so that timing tells nothing. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(crypto.randomUUID());
  const usable = stored?.startsWith("$argon2id$v=") ? stored : null;
  const matches = await verify(usable ?? (await decoy), password.normalize("NFKC")).catch(() => false);
  return usable !== null && matches;
}
