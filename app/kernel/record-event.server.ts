import type { Tx } from "#db/client.server.ts";
import { events } from "#db/schema/kernel.ts";
import type { EventName, EventPayloads } from "./record-event.ts";

/**
 * Records what happened, in the transaction that makes it happen; the relay hands it to the queue after the commit (house.md, "Modules").
 * @param context who did it (null for the system) and the business time
 */
export async function recordEvent<Name extends EventName>(
  tx: Tx,
  name: Name,
  payload: EventPayloads[Name],
  context: { actor: { userId: string | null }; now: Date },
): Promise<void> {
  await tx.insert(events).values({ name, payload: { ...payload }, actorId: context.actor.userId, occurredAt: context.now });
}
