import type { EventKind } from "./helpdesk-event.ts";
import { intersection, lengthOf, type Span, union } from "./spans.ts";
import { csatOwner, firstResponse, inHand, type TicketEvent, ticketsOf, undoneSolutions } from "./ticket.ts";

/** A figure and the events it was made of, so that anybody can count again. Null = there is nothing to measure. */
export interface Figure {
  value: number | null;
  /** Ids of the events counted. */
  events: string[];
}

export const figureNames = ["handled", "solved", "firstResponse", "handleTime", "csat", "reopened", "occupancy"] as const;
export type FigureName = (typeof figureNames)[number];
export type Figures = Record<FigureName, Figure> & {
  /** Recorded work in the period, and how much of it had a ticket in hand; seconds. */
  workedSeconds: number;
  handledSeconds: number;
  /** Tickets that were in hand during recorded work. */
  inHandTickets: number;
};

export interface Measured {
  /** Every event of every ticket that has one in the period or was in hand when it began; the ticket's earlier events included. */
  events: TicketEvent[];
  /** Epoch milliseconds, `to` excluded. */
  period: Span;
  /** Recorded work of each `who`, segments that were taken back left out. */
  worked: Map<string, Span[]>;
  /** What counts as a response at each connection. */
  responses: Map<string, "replied" | "taken">;
}

/** What an agent does at a ticket with their own hands. */
const acts = new Set<EventKind>(["taken", "replied", "waiting", "solved", "closed", "other"]);
/** Answers 4 and 5 of 5 are satisfied customers ("top two boxes", the CSAT of Zendesk, Qualtrics and others). */
const SATISFIED = 4;

/** All figures of everybody who did something in a period, by `who`. Each is defined at its own function below. */
export function figuresOf({ events, period, worked, responses }: Measured): Map<string, Figures> {
  const tickets = ticketsOf(events);
  const within = ({ occurredAt }: TicketEvent) => occurredAt.getTime() >= period.from && occurredAt.getTime() < period.to;
  const people = new Set<string>(worked.keys());
  for (const event of events) if (event.who !== null && within(event)) people.add(event.who);

  const [handled, solved] = [ticketsTouched(tickets, within, acts), ticketsTouched(tickets, within, new Set(["solved"]))];
  const first = firstResponseTimes(tickets, within, responses);
  const handling = handleTimes(tickets, period, worked);
  const satisfied = satisfaction(tickets, within);
  const undone = reopenings(tickets, within);
  return new Map(
    [...people].map((who) => {
      const workedSeconds = lengthOf(intersection(union(worked.get(who) ?? []), [period])) / 1000;
      const { seconds = 0, tickets: count = 0, events: taken = [] } = handling.get(who) ?? {};
      return [
        who,
        {
          handled: handled.get(who) ?? { value: 0, events: [] },
          solved: solved.get(who) ?? { value: 0, events: [] },
          firstResponse: first.get(who) ?? { value: null, events: [] },
          handleTime: { value: count > 0 ? seconds / count : null, events: taken },
          csat: satisfied.get(who) ?? { value: null, events: [] },
          reopened: undone.get(who) ?? { value: 0, events: [] },
          occupancy: { value: workedSeconds > 0 ? (seconds / workedSeconds) * 100 : null, events: taken },
          workedSeconds,
          handledSeconds: seconds,
          inHandTickets: count,
        },
      ];
    }),
  );
}

/**
 * The whole team's figures, each by its own definition: a ticket that two agents touched counts once, the middle of all first responses is
 * taken, and time is added up over the agents.
 * @param team each one's figures in the period
 */
export function teamFigures(measured: Measured, team: Map<string, Figures>): Figures {
  const events = measured.events.map((event) => ({
    ...event,
    who: event.who !== null && team.has(event.who) ? "team" : event.who,
  }));
  const whole = figuresOf({ ...measured, events, worked: new Map([["team", []]]) }).get("team")!;
  const sum = (of: (one: Figures) => number) => [...team.values()].reduce((total, one) => total + of(one), 0);
  const [workedSeconds, handledSeconds, inHandTickets] = [
    sum((one) => one.workedSeconds),
    sum((one) => one.handledSeconds),
    sum((one) => one.inHandTickets),
  ];
  const taken = [...team.values()].flatMap((one) => one.handleTime.events);
  return {
    ...whole,
    handleTime: { value: inHandTickets > 0 ? handledSeconds / inHandTickets : null, events: taken },
    occupancy: { value: workedSeconds > 0 ? (handledSeconds / workedSeconds) * 100 : null, events: taken },
    workedSeconds,
    handledSeconds,
    inHandTickets,
  };
}

type Within = (event: TicketEvent) => boolean;

/**
 * Handled: tickets at which the agent did something in the period (took, replied, put on waiting, solved, closed, other). Solved: tickets that
 * the agent set to solved in the period. A ticket counts once a period and agent, however often.
 */
function ticketsTouched(tickets: TicketEvent[][], within: Within, kinds: ReadonlySet<EventKind>): Map<string, Figure> {
  const sums = new Map<string, Figure>();
  for (const ticket of tickets) {
    const mine = new Map<string, string[]>();
    for (const event of ticket) {
      const { id, who, kind } = event;
      if (who === null || !kinds.has(kind) || !within(event)) continue;
      const known = mine.get(who);
      if (known) known.push(id);
      else mine.set(who, [id]);
    }
    for (const [who, ids] of mine) {
      const sum = sums.get(who) ?? { value: 0, events: [] };
      sum.value! += 1;
      sum.events.push(...ids);
      sums.set(who, sum);
    }
  }
  return sums;
}

/** First response time: median seconds from a ticket's first event to its first response, of the first responses the agent gave in the period. */
function firstResponseTimes(
  tickets: TicketEvent[][],
  within: Within,
  responses: Map<string, "replied" | "taken">,
): Map<string, Figure> {
  const times = new Map<string, { seconds: number[]; events: string[] }>();
  for (const ticket of tickets) {
    const response = firstResponse(ticket, responses.get(ticket[0]!.connectionId) ?? "replied");
    if (!response || response.event.who === null || !within(response.event)) continue;
    const mine = times.get(response.event.who) ?? { seconds: [], events: [] };
    mine.seconds.push(response.seconds);
    mine.events.push(response.event.id);
    times.set(response.event.who, mine);
  }
  return new Map([...times].map(([who, { seconds, events }]) => [who, { value: median(seconds), events }]));
}

/**
 * Handle time: recorded work during which at least one ticket was in the agent's hands (ticket.ts, "inHand"), divided by the tickets that were.
 * Two tickets at once do not make an hour two. Occupancy is the same time over all recorded work of the period, in per cent.
 * @returns seconds in all, tickets, and the `taken` events that began it
 */
function handleTimes(
  tickets: TicketEvent[][],
  period: Span,
  worked: Map<string, Span[]>,
): Map<string, { seconds: number; tickets: number; events: string[] }> {
  const working = new Map([...worked].map(([who, spans]) => [who, intersection(union(spans), [period])]));
  const held = new Map<string, { spans: Span[]; tickets: number; events: string[] }>();
  for (const ticket of tickets) {
    const mine = new Map<string, { spans: Span[]; events: string[] }>();
    for (const span of inHand(ticket)) {
      const spans = intersection([span], working.get(span.who) ?? []);
      if (spans.length === 0) continue;
      const known = mine.get(span.who) ?? { spans: [], events: [] };
      known.spans.push(...spans);
      known.events.push(span.event.id);
      mine.set(span.who, known);
    }
    for (const [who, { spans, events }] of mine) {
      const sum = held.get(who) ?? { spans: [], tickets: 0, events: [] };
      sum.spans.push(...spans);
      sum.events.push(...events);
      sum.tickets += 1;
      held.set(who, sum);
    }
  }
  return new Map([...held].map(([who, { spans, ...rest }]) => [who, { seconds: lengthOf(union(spans)) / 1000, ...rest }]));
}

/** CSAT: answers 4 and 5 among the survey answers of the period, in per cent; an answer belongs to the agent it names, or to who solved the ticket last. */
function satisfaction(tickets: TicketEvent[][], within: Within): Map<string, Figure> {
  const sums = new Map<string, { satisfied: number; events: string[] }>();
  for (const ticket of tickets) {
    for (const event of ticket) {
      if (event.kind !== "csat" || !within(event)) continue;
      const who = csatOwner(ticket, event);
      if (who === null) continue;
      const sum = sums.get(who) ?? { satisfied: 0, events: [] };
      if (event.score! >= SATISFIED) sum.satisfied += 1;
      sum.events.push(event.id);
      sums.set(who, sum);
    }
  }
  return new Map([...sums].map(([who, { satisfied, events }]) => [who, { value: (satisfied / events.length) * 100, events }]));
}

/** Reopened: the agent's solutions that did not hold (ticket.ts, "undoneSolutions"), counted when they were undone. */
function reopenings(tickets: TicketEvent[][], within: Within): Map<string, Figure> {
  const sums = new Map<string, Figure>();
  for (const ticket of tickets) {
    for (const { solved, undone } of undoneSolutions(ticket)) {
      if (solved.who === null || !within(undone)) continue;
      const sum = sums.get(solved.who) ?? { value: 0, events: [] };
      sum.value! += 1;
      sum.events.push(undone.id);
      sums.set(solved.who, sum);
    }
  }
  return sums;
}

/** The middle value; of an even number the mean of the two in the middle. */
function median(values: number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
