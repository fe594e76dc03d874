import type { Measured } from "./metrics.ts";
import { intersection, lengthOf, union } from "./spans.ts";
import { csatOwner, firstResponse, inHand, ticketsOf, undoneSolutions } from "./ticket.ts";

/** What one agent did at one ticket in a period: the parts their figures are made of. */
export interface TicketLine {
  connectionId: string;
  ticketId: string;
  /** The agent's events in the period. */
  events: number;
  lastAt: Date;
  solved: boolean;
  /** Seconds, where the agent gave the first response in the period. */
  firstResponse: number | null;
  /** Seconds of recorded work with this ticket in hand. */
  inHandSeconds: number;
  reopened: number;
  /** Survey answers that belong to the agent. */
  scores: number[];
}

/** The tickets behind an agent's figures, the latest first. */
export function ticketLinesOf({ events, period, worked, responses }: Measured, who: string): TicketLine[] {
  const within = ({ occurredAt }: { occurredAt: Date }) =>
    occurredAt.getTime() >= period.from && occurredAt.getTime() < period.to;
  const working = intersection(union(worked.get(who) ?? []), [period]);
  const lines: TicketLine[] = [];
  for (const ticket of ticketsOf(events)) {
    const { connectionId, ticketId } = ticket[0]!;
    const mine = ticket.filter((event) => event.who === who && within(event));
    const response = firstResponse(ticket, responses.get(connectionId) ?? "replied");
    const held = inHand(ticket).filter((one) => one.who === who);
    const inHandSeconds = lengthOf(intersection(union(held), working)) / 1000;
    const undone = undoneSolutions(ticket).filter((one) => one.solved.who === who && within(one.undone));
    const surveys = ticket.filter((event) => event.kind === "csat" && within(event) && csatOwner(ticket, event) === who);
    const told = [...mine, ...surveys, ...undone.map((one) => one.undone)].map((event) => event.occurredAt.getTime());
    // A ticket taken in the week before may only have been worked on in this one.
    const last = told.length > 0 ? Math.max(...told) : inHandSeconds > 0 ? Math.min(period.to, held.at(-1)!.to) : 0;
    if (last === 0) continue;
    lines.push({
      connectionId,
      ticketId,
      events: mine.length,
      lastAt: new Date(last),
      solved: mine.some((event) => event.kind === "solved"),
      firstResponse: response && response.event.who === who && within(response.event) ? response.seconds : null,
      inHandSeconds,
      reopened: undone.length,
      scores: surveys.map((event) => event.score!),
    });
  }
  return lines.sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime() || (a.ticketId < b.ticketId ? -1 : 1));
}
