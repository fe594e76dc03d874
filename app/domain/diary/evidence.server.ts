import { eventsOfContracts } from "#app/domain/helpdesks/ticket-events.server.ts";
import { addMinutes } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { evidenceOf, type SegmentEvidence } from "./evidence.ts";

/**
 * What the helpdesks told of segments: how many tickets, which events and when, and the customers' answers. One query whatever their number;
 * segments without evidence are not in it. Who may see the segments may see it: the caller has checked.
 */
export async function segmentEvidence(
  db: Queryable,
  segments: { id: string; contractId: string; startedAt: Date; minutes: number }[],
): Promise<Map<string, SegmentEvidence>> {
  if (segments.length === 0) return new Map();
  const begins = segments.map((one) => one.startedAt.getTime());
  const ends = segments.map((one) => addMinutes(one.startedAt, one.minutes).getTime());
  const { events, surveys } = await eventsOfContracts(db, {
    contractIds: [...new Set(segments.map((one) => one.contractId))],
    from: new Date(begins.reduce((a, b) => Math.min(a, b))),
    to: new Date(ends.reduce((a, b) => Math.max(a, b))),
  });
  return evidenceOf(segments, events, surveys);
}
