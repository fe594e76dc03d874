import { asc, inArray, isNull } from "drizzle-orm";
import type { Work, WorkQueue } from "#app/edges/queue/queue.server.ts";
import type { Db } from "#db/client.server.ts";
import { events } from "#db/schema/kernel.ts";
import { notify } from "./jobs/notify.ts";
import { notifyAll } from "./jobs/notify-all.ts";
import { type RecordedEvent, workOf } from "./reactions.ts";

const NOTICES_A_PIECE = 25;
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
    await queue.add(piecesOf(waiting));
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

/** What the events ask for, as pieces of work: each reaction one, but the notices of a handover are gathered. */
function piecesOf(waiting: RecordedEvent[]): Work[] {
  const asked = waiting.flatMap(workOf);
  const notices = asked.filter(({ job }) => job.name === notify.name);
  const gathered = Array.from({ length: Math.ceil(notices.length / NOTICES_A_PIECE) }, (_, i) => {
    const some = notices.slice(i * NOTICES_A_PIECE, (i + 1) * NOTICES_A_PIECE);
    const id = some.length === 1 ? some[0]!.id : `${some[0]!.id}-${some.at(-1)!.id}`;
    return { id, name: notifyAll.name, payload: { events: some.map(({ payload }) => payload) } };
  });
  const others = asked.filter(({ job }) => job.name !== notify.name);
  return [...others.map(({ id, job, payload }) => ({ id, name: job.name, payload })), ...gathered];
}

export async function unrelayedEvents(db: Db): Promise<number> {
  return db.$count(events, isNull(events.relayedAt));
}
