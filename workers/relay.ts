import { asc, inArray, isNull } from "drizzle-orm";
import type { WorkQueue } from "#app/edges/queue/queue.server.ts";
import type { Db } from "#db/client.server.ts";
import { events } from "#db/schema/kernel.ts";
import { workOf } from "./reactions.ts";

/** Events handed over in one round at most. */
export const AT_ONCE = 200;

/**
 * Hands recorded events to the queue in the order they were recorded; a crash between the two hands them over again under the same ids.
 * @returns how many events were handed over
 */
export async function relayEvents(db: Db, queue: WorkQueue): Promise<number> {
  return db.transaction(async (tx) => {
    const waiting = await tx
      .select()
      .from(events)
      .where(isNull(events.relayedAt))
      .orderBy(asc(events.seq))
      .limit(AT_ONCE)
      .for("update", { skipLocked: true });
    if (waiting.length === 0) return 0;
    await queue.add(waiting.flatMap(workOf).map(({ id, job, payload }) => ({ id, name: job.name, payload })));
    await tx
      .update(events)
      .set({ relayedAt: new Date() })
      .where(
        inArray(
          events.seq,
          waiting.map((event) => event.seq),
        ),
      );
    return waiting.length;
  });
}

export async function unrelayedEvents(db: Db): Promise<number> {
  return db.$count(events, isNull(events.relayedAt));
}
