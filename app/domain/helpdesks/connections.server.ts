import { and, asc, count, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { helpdeskConnections, helpdeskEvents, helpdeskIdentities, helpdeskImports } from "#db/schema/helpdesks.ts";

/** The helpdesks of a business with what came from each. One query. @throws NotFound, Forbidden */
export async function connectionsOf(db: Queryable, businessId: string, actor: Actor) {
  permit(actor, "helpdesks.view", { businessId });
  const of = sql.raw('"helpdesk_connections"."id"');
  return db
    .select({
      connection: helpdeskConnections,
      events: sql<number>`(select count(*)::int from helpdesk_events e where e.connection_id = ${of})`,
      lastAt: sql<string | null>`(select max(e.received_at) from helpdesk_events e where e.connection_id = ${of})`,
      unmapped: sql<number>`(select count(*)::int from helpdesk_identities i where i.connection_id = ${of} and i.contract_id is null)`,
    })
    .from(helpdeskConnections)
    .where(eq(helpdeskConnections.businessId, businessId))
    .orderBy(sql`${helpdeskConnections.closedAt} is not null`, asc(helpdeskConnections.createdAt));
}

/** @throws NotFound for strangers */
export async function connectionOf(db: Queryable, connectionId: string, actor: Actor) {
  const [connection] = await db.select().from(helpdeskConnections).where(eq(helpdeskConnections.id, connectionId));
  if (!connection) throw new NotFound();
  permit(actor, "helpdesks.view", connection);
  return connection;
}

/** The connection a webhook speaks for; who may is decided by its signature. */
export async function connectionForWebhook(db: Queryable, connectionId: string) {
  const [connection] = await db.select().from(helpdeskConnections).where(eq(helpdeskConnections.id, connectionId));
  return connection ?? null;
}

const PAGE = 50;

/** A connection's logins with their contracts, its imports, and the tickets that moved last. Five queries. @throws NotFound */
export async function connectionPage(
  db: Queryable,
  { connectionId, q, page }: { connectionId: string; q?: string; page: number },
  actor: Actor,
) {
  const connection = await connectionOf(db, connectionId, actor);
  const text = q ? `%${q.replace(/[\\%_]/g, "\\$&")}%` : null;
  const [identities, imports, tickets, choices] = await Promise.all([
    db
      .select({
        id: helpdeskIdentities.id,
        externalId: helpdeskIdentities.externalId,
        name: helpdeskIdentities.name,
        contractId: helpdeskIdentities.contractId,
        events: sql<number>`(select count(*)::int from helpdesk_events e where e.identity_id = ${sql.raw('"helpdesk_identities"."id"')})`,
      })
      .from(helpdeskIdentities)
      .where(eq(helpdeskIdentities.connectionId, connectionId))
      .orderBy(sql`${helpdeskIdentities.contractId} is not null`, asc(helpdeskIdentities.externalId)),
    importsOf(db, connectionId),
    db
      .select({
        ticketId: helpdeskEvents.ticketId,
        events: count(),
        lastAt: sql<string>`max(${helpdeskEvents.occurredAt})`,
        total: sql<number>`(count(*) over ())::int`,
      })
      .from(helpdeskEvents)
      .where(and(eq(helpdeskEvents.connectionId, connectionId), text ? sql`${helpdeskEvents.ticketId} ilike ${text}` : undefined))
      .groupBy(helpdeskEvents.ticketId)
      .orderBy(desc(sql`max(${helpdeskEvents.occurredAt})`), asc(helpdeskEvents.ticketId))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    contractChoices(db, connection.businessId),
  ]);
  const total = tickets[0]?.total ?? 0;
  return { connection, identities, imports, tickets, choices, pages: Math.max(1, Math.ceil(total / PAGE)) };
}

function importsOf(db: Queryable, connectionId: string) {
  const { id, state, fileName, rows, doneRows, addedRows, uploadedAt } = helpdeskImports;
  return db
    .select({ id, state, fileName, rows, doneRows, addedRows, uploadedAt })
    .from(helpdeskImports)
    .where(eq(helpdeskImports.connectionId, connectionId))
    .orderBy(desc(helpdeskImports.uploadedAt))
    .limit(10);
}

/** The contracts a login may be mapped to: those that run first. */
export async function contractChoices(db: Queryable, businessId: string) {
  return db
    .select({ id: contracts.id, title: contracts.title, agentName: users.name, state: contracts.state })
    .from(contracts)
    .innerJoin(users, eq(users.id, contracts.agentId))
    .where(eq(contracts.businessId, businessId))
    .orderBy(asc(contracts.state), asc(users.name));
}

/** Logins of a business's helpdesks that have no contract yet, and how many events wait for one in a stretch of time. */
export async function unmappedIn(db: Queryable, businessId: string, { from, to }: { from: Date; to: Date }) {
  const ids = db
    .select({ id: helpdeskConnections.id })
    .from(helpdeskConnections)
    .where(eq(helpdeskConnections.businessId, businessId));
  const [row] = await db
    .select({ events: count(), identities: sql<number>`count(distinct ${helpdeskEvents.identityId})::int` })
    .from(helpdeskEvents)
    .where(
      and(
        inArray(helpdeskEvents.connectionId, ids),
        isNull(helpdeskEvents.contractId),
        sql`${helpdeskEvents.identityId} is not null`,
        sql`${helpdeskEvents.occurredAt} >= ${from.toISOString()}::timestamptz and ${helpdeskEvents.occurredAt} < ${to.toISOString()}::timestamptz`,
      ),
    );
  return row!;
}
