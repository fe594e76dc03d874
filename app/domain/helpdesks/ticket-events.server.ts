import { and, asc, eq, gte, inArray, lt, ne, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Queryable } from "#db/client.server.ts";
import { helpdeskConnections, helpdeskEvents } from "#db/schema/helpdesks.ts";
import type { EventKind } from "./helpdesk-event.ts";
import { IN_HAND_HOURS, type TicketEvent } from "./ticket.ts";

export interface StoredEvent extends TicketEvent {
  externalId: string;
  identityId: string | null;
  contractId: string | null;
}

const columns = {
  id: helpdeskEvents.id,
  connectionId: helpdeskEvents.connectionId,
  externalId: helpdeskEvents.externalId,
  ticketId: helpdeskEvents.ticketId,
  kind: helpdeskEvents.kind,
  occurredAt: helpdeskEvents.occurredAt,
  identityId: helpdeskEvents.identityId,
  contractId: helpdeskEvents.contractId,
  score: helpdeskEvents.score,
};

/** Whose work an event is: a contract's, or a login's that has none. */
const withWho = <E extends { contractId: string | null; identityId: string | null; kind: string }>(event: E) => ({
  ...event,
  kind: event.kind as EventKind,
  who: event.contractId ?? (event.identityId ? `login:${event.identityId}` : null),
});

/** The connections of a business and what counts as a response at each, closed ones too: what they told stays. One query. */
export async function responsesOf(db: Queryable, businessIds: string[]): Promise<Map<string, "replied" | "taken">> {
  if (businessIds.length === 0) return new Map();
  const rows = await db
    .select({ id: helpdeskConnections.id, firstResponse: helpdeskConnections.firstResponse })
    .from(helpdeskConnections)
    .where(inArray(helpdeskConnections.businessId, businessIds));
  return new Map(rows.map((row) => [row.id, row.firstResponse]));
}

const LAST_BEFORE = 200;
const FIRST_BEFORE = 50;
/** Ids need no quoting. */
const idList = (ids: string[]) => sql`${`{${ids.join(",")}}`}::uuid[]`;

interface FigureRow extends Record<string, unknown> {
  id: string;
  connectionId: string;
  ticketId: string;
  kind: string;
  score: number | null;
  identityId: string | null;
  contractId: string | null;
  /** Epoch milliseconds. */
  at: number;
}

/**
 * All that figures of a period are made of (metrics.ts, "Measured"): of each ticket that moved in it, or may still have been in hand at its begin,
 * every event of the period, and of what was before it the last 200 and the first 50: a ticket with more has its first response and its present
 * hands in them all the same. One query.
 * @param contractIds only tickets at which one of these did something
 */
export async function eventsForFigures(
  db: Queryable,
  { connectionIds, contractIds, from, to }: { connectionIds: string[]; contractIds?: string[]; from: Date; to: Date },
): Promise<TicketEvent[]> {
  if (connectionIds.length === 0 || contractIds?.length === 0) return [];
  const since = new Date(from.getTime() - IN_HAND_HOURS * 3_600_000);
  const begin = sql`${since.toISOString()}::timestamptz`;
  const end = sql`${to.toISOString()}::timestamptz`;
  const before = sql`helpdesk_events e where e.connection_id = m.connection_id and e.ticket_id = m.ticket_id and e.occurred_at < ${begin}`;
  const mine = contractIds
    ? sql` where exists (select 1 from helpdesk_events o where o.connection_id = r.connection_id and o.ticket_id = r.ticket_id and o.contract_id = any(${idList(contractIds)}) and o.occurred_at < ${end})`
    : sql``;
  // The period by its index, and what was before it ticket by ticket: what a page costs grows with what moved in its weeks, not with all
  // that was ever told.
  const rows = await db.execute<FigureRow>(sql`
    with recent as materialized (select * from helpdesk_events
      where connection_id = any(${idList(connectionIds)}) and occurred_at >= ${begin} and occurred_at < ${end}),
    moved as materialized (select distinct r.connection_id, r.ticket_id from recent r${mine})
    select t.id, t.connection_id as "connectionId", t.ticket_id as "ticketId", t.kind, t.score, t.identity_id as "identityId", t.contract_id as "contractId",
      (extract(epoch from t.occurred_at) * 1000)::float8 as at
    from (select r.* from recent r join moved using (connection_id, ticket_id)
      union all select b.* from moved m cross join lateral (select e.* from ${before} order by e.occurred_at desc limit ${LAST_BEFORE}) b
      union all select f.* from moved m cross join lateral (select e.* from ${before} order by e.occurred_at limit ${FIRST_BEFORE}) f
        where f.occurred_at < (select e.occurred_at from ${before} order by e.occurred_at desc offset ${LAST_BEFORE - 1} limit 1)) t`);
  return rows.map(({ at, ...row }) => withWho({ ...row, occurredAt: new Date(at) }));
}

/** A ticket's events in order of time. */
export async function eventsOfTicket(
  db: Queryable,
  { connectionId, ticketId }: { connectionId: string; ticketId: string },
): Promise<StoredEvent[]> {
  const rows = await db
    .select(columns)
    .from(helpdeskEvents)
    .where(and(eq(helpdeskEvents.connectionId, connectionId), eq(helpdeskEvents.ticketId, ticketId)))
    .orderBy(asc(helpdeskEvents.occurredAt), asc(helpdeskEvents.id));
  return rows.map(withWho);
}

/** Events of contracts in a stretch of time, in order, and every survey answer of the tickets that were solved in it. One query. */
export async function eventsOfContracts(
  db: Queryable,
  { contractIds, from, to }: { contractIds: string[]; from: Date; to: Date },
): Promise<{ events: StoredEvent[]; surveys: StoredEvent[] }> {
  if (contractIds.length === 0) return { events: [], surveys: [] };
  const mine = and(
    inArray(helpdeskEvents.contractId, contractIds),
    ne(helpdeskEvents.kind, "csat"),
    gte(helpdeskEvents.occurredAt, from),
    lt(helpdeskEvents.occurredAt, to),
  );
  const solved = db
    .select({ connectionId: helpdeskEvents.connectionId, ticketId: helpdeskEvents.ticketId })
    .from(helpdeskEvents)
    .where(and(mine, eq(helpdeskEvents.kind, "solved")));
  const surveys = db
    .select(columns)
    .from(helpdeskEvents)
    .where(and(eq(helpdeskEvents.kind, "csat"), sql`(${helpdeskEvents.connectionId}, ${helpdeskEvents.ticketId}) in ${solved}`));
  const rows = (
    await unionAll(db.select(columns).from(helpdeskEvents).where(mine), surveys).orderBy(
      asc(helpdeskEvents.occurredAt),
      asc(helpdeskEvents.id),
    )
  ).map(withWho);
  return { events: rows.filter((one) => one.kind !== "csat"), surveys: rows.filter((one) => one.kind === "csat") };
}
