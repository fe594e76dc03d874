import { and, eq, inArray } from "drizzle-orm";
import { notifyLive } from "#app/edges/realtime/realtime.server.ts";
import type { Tx } from "#db/client.server.ts";
import { helpdeskEvents } from "#db/schema/helpdesks.ts";

/**
 * Tells who looks at a diary that its evidence has grown: the diaries of the events' own contracts, and for survey answers, which name nobody,
 * those of everybody who worked at their tickets. A query for each contract, and one more where there are answers.
 * @param events stored in this transaction
 */
export async function tellDiaries(
  tx: Tx,
  connectionId: string,
  events: { ticketId: string; kind: string; contractId: string | null }[],
): Promise<void> {
  const contractIds = new Set(events.flatMap((one) => one.contractId ?? []));
  const answered = [...new Set(events.filter((one) => one.kind === "csat").map((one) => one.ticketId))];
  if (answered.length > 0) {
    const rows = await tx
      .selectDistinct({ contractId: helpdeskEvents.contractId })
      .from(helpdeskEvents)
      .where(and(eq(helpdeskEvents.connectionId, connectionId), inArray(helpdeskEvents.ticketId, answered)));
    for (const { contractId } of rows) if (contractId) contractIds.add(contractId);
  }
  for (const contractId of contractIds) await notifyLive(tx, "diary", contractId);
}
