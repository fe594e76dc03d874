import type { EventKind } from "./helpdesk-event.ts";
import type { Span } from "./spans.ts";

/** An event as the figures read it. `who` is whose work it is: a contract, or a helpdesk's login that has none; null = nobody's. */
export interface TicketEvent {
  id: string;
  connectionId: string;
  ticketId: string;
  kind: EventKind;
  occurredAt: Date;
  who: string | null;
  score: number | null;
}

/**
 * A ticket stays in hand at most so long after its agent's last act: who takes one in the evening does not work on it all night. The figure is
 * ours: helpdesks that measure handle time end it by a time-out of the same kind.
 */
export const IN_HAND_HOURS = 4;
const IN_HAND_MS = IN_HAND_HOURS * 3_600_000;

/** The events of each ticket in order of time; those of the same instant in order of receipt (ids are UUID v7). */
export function ticketsOf(events: TicketEvent[]): TicketEvent[][] {
  const tickets = new Map<string, TicketEvent[]>();
  for (const event of events) {
    const key = `${event.connectionId} ${event.ticketId}`;
    const known = tickets.get(key);
    if (known) known.push(event);
    else tickets.set(key, [event]);
  }
  for (const one of tickets.values())
    one.sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return [...tickets.values()];
}

export interface InHand extends Span {
  who: string;
  /** The event that began it. */
  event: TicketEvent;
}

interface Open {
  event: TicketEvent;
  who: string;
  lastAct: number;
}

/**
 * When a ticket was in whose hands: from `taken` to the next `waiting`, `solved` or `closed`, to its being taken by or assigned to somebody
 * else, or to four hours after the agent's last act on it, whichever comes first.
 * @param ticket its events in order
 */
export function inHand(ticket: TicketEvent[]): InHand[] {
  const spans: InHand[] = [];
  let open = null as Open | null;
  const end = (at: number) => {
    if (!open) return;
    const from = open.event.occurredAt.getTime();
    const to = Math.min(at, open.lastAct + IN_HAND_MS);
    if (to > from) spans.push({ who: open.who, event: open.event, from, to });
    open = null;
  };
  for (const event of ticket) {
    const at = event.occurredAt.getTime();
    if (open && at > open.lastAct + IN_HAND_MS) end(at);
    const mine = open?.who === event.who;
    if (event.kind === "waiting" || event.kind === "solved" || event.kind === "closed") end(at);
    else if (event.kind === "assigned" && event.who !== null && !mine) end(at);
    else if (event.kind === "taken" && event.who !== null && !mine) {
      end(at);
      open = { event, who: event.who, lastAct: at };
    } else if (open && mine && event.kind !== "csat") open.lastAct = at;
  }
  end(Number.POSITIVE_INFINITY);
  return spans;
}

/**
 * The first response to a ticket: its first `replied` or `solved`, or, where the helpdesk tells of no replies, also its first `taken`. It is measured
 * from the ticket's first event, on the clock on the wall.
 * @param ticket its events in order
 */
export function firstResponse(
  ticket: TicketEvent[],
  counts: "replied" | "taken",
): { event: TicketEvent; seconds: number } | null {
  const event = ticket.find(
    (one) => one.kind === "replied" || one.kind === "solved" || (counts === "taken" && one.kind === "taken"),
  );
  if (!event) return null;
  return { event, seconds: (event.occurredAt.getTime() - ticket[0]!.occurredAt.getTime()) / 1000 };
}

/**
 * Solutions that did not hold: after a `solved` the ticket was `reopened`, or without a word taken or put on waiting again. Each solution is
 * undone once, by the first such event; it counts for who solved, when it was undone.
 * @param ticket its events in order
 */
export function undoneSolutions(ticket: TicketEvent[]): { solved: TicketEvent; undone: TicketEvent }[] {
  const found: { solved: TicketEvent; undone: TicketEvent }[] = [];
  let standing: TicketEvent | null = null;
  for (const event of ticket) {
    if (event.kind === "solved") standing = event;
    else if (standing && (event.kind === "reopened" || event.kind === "taken" || event.kind === "waiting")) {
      found.push({ solved: standing, undone: event });
      standing = null;
    }
  }
  return found;
}

/** Whose survey answer it is: the agent it names, otherwise who solved the ticket last before it. @param ticket its events in order */
export function csatOwner(ticket: TicketEvent[], csat: TicketEvent): string | null {
  if (csat.who !== null) return csat.who;
  const solved = ticket.filter((one) => one.kind === "solved" && one.occurredAt <= csat.occurredAt);
  return solved.at(-1)?.who ?? null;
}
