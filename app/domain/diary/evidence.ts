import type { EventKind } from "#app/domain/helpdesks/helpdesk-event.ts";

/** What a helpdesk told of a segment. */
export interface SegmentEvidence {
  events: { id: string; connectionId: string; ticketId: string; kind: EventKind; occurredAt: Date; score: number | null }[];
  /** Different tickets. */
  tickets: number;
  solved: number;
  /** Answers to the surveys of tickets that were solved in it, whenever they came. */
  scores: number[];
}

interface Timed {
  id: string;
  contractId: string;
  startedAt: Date;
  minutes: number;
}
interface Told {
  id: string;
  connectionId: string;
  ticketId: string;
  kind: EventKind;
  occurredAt: Date;
  contractId: string | null;
  score: number | null;
}

/**
 * Which events fall into which segment: those of its contract from its begin to before its end. A survey's answer stands with the solution it
 * is about: the last one before it.
 */
export function evidenceOf(segments: Timed[], events: Told[], surveys: Told[]): Map<string, SegmentEvidence> {
  const byContract = new Map<string, Timed[]>();
  for (const segment of segments) byContract.set(segment.contractId, [...(byContract.get(segment.contractId) ?? []), segment]);
  for (const own of byContract.values()) own.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  const found = new Map<string, SegmentEvidence>();
  const holding = ({ contractId, occurredAt }: Told) => holder(byContract.get(contractId ?? "") ?? [], occurredAt.getTime());
  const of = (segment: Timed) => {
    const known = found.get(segment.id) ?? { events: [], tickets: 0, solved: 0, scores: [] };
    found.set(segment.id, known);
    return known;
  };
  const sorted = [...events].sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
  for (const event of sorted) {
    const segment = holding(event);
    if (!segment || event.kind === "csat") continue;
    const { id, connectionId, ticketId, kind, occurredAt, score } = event;
    const evidence = of(segment);
    if (!evidence.events.some((one) => one.connectionId === connectionId && one.ticketId === ticketId)) evidence.tickets += 1;
    if (kind === "solved") evidence.solved += 1;
    evidence.events.push({ id, connectionId, ticketId, kind, occurredAt, score });
  }
  for (const survey of surveys) {
    const solution = sorted.findLast(
      (one) =>
        one.kind === "solved" &&
        one.connectionId === survey.connectionId &&
        one.ticketId === survey.ticketId &&
        one.occurredAt <= survey.occurredAt,
    );
    const segment = solution && holding(solution);
    if (segment && survey.score !== null) of(segment).scores.push(survey.score);
  }
  return found;
}

/** The segment that an instant falls into. @param own a contract's segments in order of begin */
function holder(own: Timed[], at: number): Timed | null {
  let [low, high] = [0, own.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { startedAt, minutes } = own[middle]!;
    const begin = startedAt.getTime();
    if (at < begin) high = middle - 1;
    else if (at >= begin + minutes * 60_000) low = middle + 1;
    else return own[middle]!;
  }
  return null;
}
