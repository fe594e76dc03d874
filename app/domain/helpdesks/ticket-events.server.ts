import { and, asc, eq, gte, inArray, lt, ne, type SQL, sql } from "drizzle-orm";
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

/**
 * All that figures of a period are made of (metrics.ts, "Measured"): of each ticket that moved in it, or may still have been in hand at its begin,
 * every event up to its end. One query.
 * @param contractIds only tickets at which one of these did something
 */
export async function eventsForFigures(
  db: Queryable,
  { connectionIds, contractIds, from, to }: { connectionIds: string[]; contractIds?: string[]; from: Date; to: Date },
): Promise<TicketEvent[]> {
  if (connectionIds.length === 0 || contractIds?.length === 0) return [];
  const since = new Date(from.getTime() - IN_HAND_HOURS * 3_600_000);
  const list = (ids: string[]): SQL =>
    sql.join(
      ids.map((id) => sql`${id}::uuid`),
      sql`, `,
    );
  const mine = contractIds
    ? sql` and exists (select 1 from helpdesk_events o where o.connection_id = m.connection_id and o.ticket_id = m.ticket_id and o.contract_id in (${list(contractIds)}) and o.occurred_at < ${to.toISOString()}::timestamptz)`
    : sql``;
  const moved = sql`(select distinct m.connection_id, m.ticket_id from helpdesk_events m where m.connection_id in (${list(connectionIds)}) and m.occurred_at >= ${since.toISOString()}::timestamptz and m.occurred_at < ${to.toISOString()}::timestamptz${mine})`;
  const rows = await db
    .select(columns)
    .from(helpdeskEvents)
    .where(and(sql`(${helpdeskEvents.connectionId}, ${helpdeskEvents.ticketId}) in ${moved}`, lt(helpdeskEvents.occurredAt, to)));
  return rows.map(withWho);
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
