import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import { unmappedIn } from "#app/domain/helpdesks/connections.server.ts";
import {
  type FigureName,
  type Figures,
  figureNames,
  figuresOf,
  type Measured,
  teamFigures,
} from "#app/domain/helpdesks/metrics.ts";
import type { Span } from "#app/domain/helpdesks/spans.ts";
import { eventsForFigures, responsesOf } from "#app/domain/helpdesks/ticket-events.server.ts";
import { ticketLinesOf } from "#app/domain/helpdesks/ticket-lines.ts";
import { addDays, shiftWeek, startOfWeek } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { segments } from "#db/schema/diary.ts";

/** A figure without the list of its events. */
export interface ShownFigure {
  value: number | null;
  counted: number;
}
export type ShownFigures = Record<FigureName, ShownFigure> & {
  workedSeconds: number;
  handledSeconds: number;
  inHandTickets: number;
};

export interface MetricsLine {
  contractId: string;
  agentName: string;
  title: string;
  now: ShownFigures;
  before: ShownFigures;
}

export interface Person {
  contractId: string;
  businessId: string;
  agentName: string;
  businessName: string;
  title: string;
  state: string;
}

/**
 * The figures of a business's agents in a week and in the week before, and those of the team. Five queries. Who neither worked nor touched a
 * ticket in the two weeks is left out.
 * @param week ISO Monday; @throws NotFound, Forbidden
 */
export async function teamMetrics(db: Queryable, { businessId, week }: { businessId: string; week: string }, actor: Actor) {
  permit(actor, "diary.view", { businessId });
  const [people, responses] = await Promise.all([peopleOf(db, { businessId }), responsesOf(db, [businessId])]);
  const [facts, unmapped] = await Promise.all([
    gather(db, people, responses, week),
    unmappedIn(db, businessId, { from: startOfWeek(week), to: addDays(startOfWeek(week), 7) }),
  ]);
  return { ...linesOf(facts, people), unmapped, connected: responses.size > 0 };
}

/** An agent's own figures, a line a contract, and the tickets they are made of. Four queries. @throws NotFound */
export async function ownMetrics(db: Queryable, { agentId, week }: { agentId: string; week: string }, actor: Actor) {
  permit(actor, "diary.view", { agentId });
  const people = await peopleOf(db, { agentId });
  const responses = await responsesOf(db, [...new Set(people.map((one) => one.businessId))]);
  const facts = await gather(db, people, responses, week, true);
  const { lines } = linesOf(facts, people);
  const names = new Map(people.map((one) => [one.contractId, one.businessName]));
  return {
    lines: lines.map((line) => ({ ...line, businessName: names.get(line.contractId)! })),
    tickets: people.flatMap((one) => ticketLinesOf(facts.now, one.contractId)),
  };
}

/** The figures of one contract in a week and the week before, and the tickets they are made of. Four queries. @throws NotFound for strangers */
export async function contractMetrics(db: Queryable, { contractId, week }: { contractId: string; week: string }, actor: Actor) {
  const { contract, agentName, businessName } = await contractOf(db, contractId, actor);
  permit(actor, "diary.view", contract);
  const responses = await responsesOf(db, [contract.businessId]);
  const person: Person = {
    contractId,
    businessId: contract.businessId,
    agentName,
    businessName,
    title: contract.title,
    state: "active",
  };
  const facts = await gather(db, [person], responses, week, true);
  const { lines } = linesOf(facts, [person], true);
  return { line: lines[0]!, businessName, tickets: ticketLinesOf(facts.now, contractId), connected: responses.size > 0 };
}

/**
 * The figures of people in some weeks, each week for itself, and those of all of them together. A query for the connections, one for the work
 * and one a week. @param own only tickets at which these people did something; the caller has checked who may see them
 */
export async function figuresOfWeeks(db: Queryable, people: Person[], weeks: string[], own: boolean) {
  const contractIds = people.map((one) => one.contractId);
  const responses = await responsesOf(db, [...new Set(people.map((one) => one.businessId))]);
  const worked = await workedIn(db, contractIds, weeks);
  return Promise.all(
    weeks.map(async (week) => {
      const [from, to] = [startOfWeek(week), addDays(startOfWeek(week), 7)];
      const events = await eventsForFigures(db, {
        connectionIds: [...responses.keys()],
        ...(own ? { contractIds } : {}),
        from,
        to,
      });
      const measured = { events, period: { from: from.getTime(), to: to.getTime() }, worked, responses };
      const mine = new Map([...figuresOf(measured)].filter(([who]) => worked.has(who)));
      return {
        week,
        people: new Map([...mine].map(([who, figures]) => [who, shown(figures)])),
        team: shown(teamFigures(measured, mine)),
      };
    }),
  );
}

async function peopleOf(db: Queryable, side: { businessId: string } | { agentId: string }): Promise<Person[]> {
  return db
    .select({
      contractId: contracts.id,
      businessId: contracts.businessId,
      agentName: users.name,
      businessName: businesses.name,
      title: contracts.title,
      state: contracts.state,
    })
    .from(contracts)
    .innerJoin(users, eq(users.id, contracts.agentId))
    .innerJoin(businesses, eq(businesses.id, contracts.businessId))
    .where("businessId" in side ? eq(contracts.businessId, side.businessId) : eq(contracts.agentId, side.agentId))
    .orderBy(asc(users.name), asc(contracts.acceptedAt));
}

interface Facts {
  now: Measured;
  before: Measured;
}

/** Events and recorded work of a week and the week before. Two queries. @param own only tickets at which these people did something */
async function gather(
  db: Queryable,
  people: Person[],
  responses: Map<string, "replied" | "taken">,
  week: string,
  own = false,
): Promise<Facts> {
  const last = shiftWeek(week, -1);
  const contractIds = people.map((one) => one.contractId);
  const [from, middle, to] = [startOfWeek(last), startOfWeek(week), addDays(startOfWeek(week), 7)];
  const [events, worked] = await Promise.all([
    eventsForFigures(db, { connectionIds: [...responses.keys()], ...(own ? { contractIds } : {}), from, to }),
    workedIn(db, contractIds, [last, week]),
  ]);
  const measured = (period: Span): Measured => ({
    // Of a week only what was known at its end counts.
    events: events.filter((event) => event.occurredAt.getTime() < period.to),
    period,
    worked,
    responses,
  });
  return {
    now: measured({ from: middle.getTime(), to: to.getTime() }),
    before: measured({ from: from.getTime(), to: middle.getTime() }),
  };
}

/** Recorded work of contracts in weeks, joined where it follows without a break; what was taken back is left out. */
async function workedIn(db: Queryable, contractIds: string[], weeks: string[]): Promise<Map<string, Span[]>> {
  const worked = new Map<string, Span[]>(contractIds.map((id) => [id, []]));
  if (contractIds.length === 0) return worked;
  const stretches = db
    .select({
      contractId: segments.contractId,
      stretch: sql`unnest(range_agg(tstzrange(${segments.startedAt}, ${segments.endedAt})))`.as("stretch"),
    })
    .from(segments)
    .where(and(inArray(segments.contractId, contractIds), inArray(segments.week, weeks), isNull(segments.deletedAt)))
    .groupBy(segments.contractId)
    .as("stretches");
  const rows = await db
    .select({
      contractId: stretches.contractId,
      from: sql<string>`extract(epoch from lower(${stretches.stretch})) * 1000`,
      to: sql<string>`extract(epoch from upper(${stretches.stretch})) * 1000`,
    })
    .from(stretches);
  for (const row of rows) worked.get(row.contractId)!.push({ from: Number(row.from), to: Number(row.to) });
  return worked;
}

function linesOf({ now, before }: Facts, people: Person[], all = false) {
  const ids = new Set(people.map((one) => one.contractId));
  const [present, past] = [now, before].map((measured) => new Map([...figuresOf(measured)].filter(([who]) => ids.has(who)))) as [
    Map<string, Figures>,
    Map<string, Figures>,
  ];
  const moved = (one: Figures | undefined) =>
    one !== undefined && (one.workedSeconds > 0 || one.handled.value! > 0 || one.csat.value !== null);
  const lines: MetricsLine[] = people
    .filter(({ contractId, state }) => all || state === "active" || moved(present.get(contractId)) || moved(past.get(contractId)))
    .map(({ contractId, agentName, title }) => ({
      contractId,
      agentName,
      title,
      now: shown(present.get(contractId)!),
      before: shown(past.get(contractId)!),
    }));
  return { lines, team: { now: shown(teamFigures(now, present)), before: shown(teamFigures(before, past)) } };
}

function shown(figures: Figures): ShownFigures {
  const { workedSeconds, handledSeconds, inHandTickets } = figures;
  const named = Object.fromEntries(
    figureNames.map((name) => [name, { value: figures[name].value, counted: figures[name].events.length }]),
  ) as Record<FigureName, ShownFigure>;
  return { ...named, workedSeconds, handledSeconds, inHandTickets };
}
