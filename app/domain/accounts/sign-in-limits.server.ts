import { eq, sql } from "drizzle-orm";
import { TooMany } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { signInAttempts } from "#db/schema/accounts.ts";

/** Real time: an attack does not wait for the demo's clock. */
export const WINDOW_MINUTES = 15;
/** Failures of one address, and of one network (an office shares one), in a window. */
export const limits = { address: 5, network: 50, resets: 5, signUps: 20 } as const;

export function attemptKey(kind: keyof typeof limits, of: string): string {
  return `${kind}:${of.trim().toLowerCase().slice(0, 254)}`;
}

/**
 * Counts an attempt before it is tried, so that guesses sent at the same moment count too; what succeeds is given back.
 * @param realNow real time (UTC instant)
 * @throws TooMany past the limit, saying how long the window still lasts
 */
export async function countAttempt(db: Queryable, key: string, limit: number, realNow: Date): Promise<void> {
  const windowStart = new Date(realNow.getTime() - WINDOW_MINUTES * 60_000).toISOString();
  const now = realNow.toISOString();
  const fresh = sql`${signInAttempts.firstFailureAt} <= ${windowStart}::timestamptz`;
  const [attempts] = await db
    .insert(signInAttempts)
    .values({ key, failures: 1, firstFailureAt: realNow })
    .onConflictDoUpdate({
      target: signInAttempts.key,
      set: {
        failures: sql`case when ${fresh} then 1 else ${signInAttempts.failures} + 1 end`,
        firstFailureAt: sql`case when ${fresh} then ${now}::timestamptz else ${signInAttempts.firstFailureAt} end`,
      },
    })
    .returning();
  if (attempts!.failures <= limit) return;
  const left = attempts!.firstFailureAt.getTime() + WINDOW_MINUTES * 60_000 - realNow.getTime();
  throw new TooMany(Math.max(1, Math.ceil(left / 1000)), "accounts:errors.tooManyAttempts");
}

/** Forgets every failure of a key (the right password was given). */
export async function forgetAttempts(db: Queryable, key: string): Promise<void> {
  await db.delete(signInAttempts).where(eq(signInAttempts.key, key));
}

/** Takes back one counted attempt that was no failure. */
export async function forgiveAttempt(db: Queryable, key: string): Promise<void> {
  await db
    .update(signInAttempts)
    .set({ failures: sql`greatest(${signInAttempts.failures} - 1, 0)` })
    .where(eq(signInAttempts.key, key));
}
