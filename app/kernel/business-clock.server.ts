import { setTimeout as delay } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { type DatabaseAddress, type Db, postgresClient } from "#db/client.server.ts";
import { businessClock } from "#db/schema/kernel.ts";

/**
 * The one business clock: real time plus the stored offset (product.md, "Demo mode"). Sessions, tokens, signatures and queue back-off
 * stay on real time.
 */
export interface BusinessClock {
  now(): Date;
  close(): Promise<void>;
}

const READ_AGAIN_MS = 250;

/** Keeps the offset in this process and follows every change through NOTIFY. */
export async function startBusinessClock(db: Db, address: DatabaseAddress): Promise<BusinessClock> {
  let offset = await offsetOf(db);
  let closed = false;
  /** A database that has just come back may still refuse: it is asked until it answers. */
  const readAgain = async () => {
    while (!closed)
      try {
        offset = await offsetOf(db);
        return;
      } catch {
        await delay(READ_AGAIN_MS);
      }
  };
  const listener = postgresClient(address, { max: 1 });
  await listener.listen(
    "clock",
    (seconds) => {
      offset = Number(seconds);
    },
    // Also after a lost connection: what was missed is read again.
    () => void readAgain(),
  );
  return {
    now: () => new Date(Date.now() + offset * 1000),
    close: async () => {
      closed = true;
      await listener.end({ timeout: 2 });
    },
  };
}

async function offsetOf(db: Db): Promise<number> {
  const [row] = await db.select({ seconds: businessClock.offsetSeconds }).from(businessClock);
  return row?.seconds ?? 0;
}

/** Moves the business clock so that it shows `instant` now; it never goes back. */
export async function moveClockTo(db: Db, instant: Date): Promise<void> {
  const seconds = Math.ceil((instant.getTime() - Date.now()) / 1000);
  await db
    .update(businessClock)
    .set({ offsetSeconds: sql`greatest(${businessClock.offsetSeconds}, ${seconds})` })
    .where(eq(businessClock.only, true));
}

/** Asks the workers to advance the clock to an instant, step by step; null = arrived. */
export async function setClockTarget(db: Db, instant: Date | null): Promise<void> {
  await db.update(businessClock).set({ targetAt: instant }).where(eq(businessClock.only, true));
}

export async function clockTarget(db: Db): Promise<Date | null> {
  const [row] = await db.select({ target: businessClock.targetAt }).from(businessClock);
  return row?.target ?? null;
}
