import { evidenceSteps, levelAt } from "#app/domain/contracts/evidence-level-at.server.ts";
import { eventsOfContracts } from "#app/domain/helpdesks/ticket-events.server.ts";
import { showsTickets } from "#app/domain/hiring/evidence-level.ts";
import { addMinutes } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { evidenceOf, type SegmentEvidence } from "./evidence.ts";

/**
 * What the helpdesks told of segments: how many tickets, which events and when, and the customers' answers. The same two queries whatever their number;
 * segments without evidence, and those begun while the contract's level was "none" (decision 034), are not in it. Who may see the segments may see it: the caller has checked.
 */
export async function segmentEvidence(
  db: Queryable,
  worked: { id: string; contractId: string; startedAt: Date; minutes: number }[],
): Promise<Map<string, SegmentEvidence>> {
  const steps = await evidenceSteps(db, [...new Set(worked.map((one) => one.contractId))]);
  const segments = worked.filter((one) => showsTickets(levelAt(steps.get(one.contractId)!, one.startedAt)));
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
