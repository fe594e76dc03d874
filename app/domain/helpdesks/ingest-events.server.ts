import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { addMinutes } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { helpdeskConnections, helpdeskEvents, helpdeskIdentities } from "#db/schema/helpdesks.ts";
import { EVENT_TOLERANCE_MINUTES, type HelpdeskEventInput, type Verdict } from "./helpdesk-event.ts";
import { tellDiaries } from "./tell-diaries.server.ts";

interface Batch {
  connectionId: string;
  events: HelpdeskEventInput[];
  /** The import they were read by. */
  importId?: string;
}

/**
 * Stores what a helpdesk tells, at most 500 events a call; told again it changes nothing. An agent that is heard of for the first time becomes
 * an identity that waits for its contract. Who looks at the diaries concerned is told. Five queries whatever the size, and
 * one for each diary that is told.
 * @returns a verdict for each event, in the order they came
 * @throws NotFound, Conflict for a connection that was closed, Forbidden for people without "helpdesks.manage"
 */
export async function ingestEvents(
  tx: Tx,
  { connectionId, events, importId }: Batch,
  { actor, now }: Context,
): Promise<Verdict[]> {
  const [connection] = await tx.select().from(helpdeskConnections).where(eq(helpdeskConnections.id, connectionId)).for("share");
  if (!connection) throw new NotFound();
  permit(actor, "helpdesks.manage", connection);
  if (connection.closedAt) throw new Conflict("helpdesks:errors.closed");

  const latest = addMinutes(now, EVENT_TOLERANCE_MINUTES);
  const identities = await identitiesOf(tx, connectionId, events, now);
  const known = await knownEvents(tx, connectionId, events);
  const fresh = new Map<string, HelpdeskEventInput>();
  const verdicts: Verdict[] = events.map((event) => {
    const before = known.get(event.id) ?? asStored(fresh.get(event.id), identities);
    if (before && same(before, event, identities)) return { id: event.id, verdict: "duplicate" };
    if (before) return refused(event.id, "id", "another event came under this id before");
    if (event.occurredAt > latest) return refused(event.id, "occurredAt", "in the future");
    fresh.set(event.id, event);
    return { id: event.id, verdict: "accepted" };
  });
  if (fresh.size === 0) return verdicts;
  const stored = await tx
    .insert(helpdeskEvents)
    .values(
      [...fresh.values()].map((event) => ({
        id: newId(),
        connectionId,
        externalId: event.id,
        ticketId: event.ticket,
        kind: event.kind,
        occurredAt: event.occurredAt,
        identityId: event.agent ? identities.get(event.agent)!.id : null,
        contractId: event.agent ? identities.get(event.agent)!.contractId : null,
        score: event.score ?? null,
        extra: event.extra,
        receivedAt: now,
        importId: importId ?? null,
      })),
    )
    .onConflictDoNothing()
    .returning({
      id: helpdeskEvents.externalId,
      ticketId: helpdeskEvents.ticketId,
      kind: helpdeskEvents.kind,
      contractId: helpdeskEvents.contractId,
    });
  await tellDiaries(tx, connectionId, stored);
  if (stored.length === fresh.size) return verdicts;
  // Somebody sent the same at the same moment: theirs is stored.
  const mine = new Set(stored.map((row) => row.id));
  return verdicts.map((one) => (one.verdict === "accepted" && !mine.has(one.id!) ? { id: one.id, verdict: "duplicate" } : one));
}

function refused(id: string, field: string, reason: string): Verdict {
  return { id, verdict: "refused", field, reason };
}

interface Identity {
  id: string;
  contractId: string | null;
}

async function identitiesOf(
  tx: Tx,
  connectionId: string,
  events: HelpdeskEventInput[],
  now: Date,
): Promise<Map<string, Identity>> {
  const named = new Map<string, string>();
  for (const { agent, agentName } of events) if (agent) named.set(agent, agentName || named.get(agent) || "");
  if (named.size === 0) return new Map();
  await tx
    .insert(helpdeskIdentities)
    .values([...named].map(([externalId, name]) => ({ id: newId(), connectionId, externalId, name, seenAt: now })))
    .onConflictDoUpdate({
      target: [helpdeskIdentities.connectionId, helpdeskIdentities.externalId],
      set: { name: sql`excluded.name` },
      setWhere: sql`excluded.name <> '' and excluded.name <> ${helpdeskIdentities.name}`,
    });
  // Held still until the events stand: mapping an identity gives its contract to all events that lack one.
  const rows = await tx
    .select({ id: helpdeskIdentities.id, externalId: helpdeskIdentities.externalId, contractId: helpdeskIdentities.contractId })
    .from(helpdeskIdentities)
    .where(and(eq(helpdeskIdentities.connectionId, connectionId), inArray(helpdeskIdentities.externalId, [...named.keys()])))
    .orderBy(helpdeskIdentities.id)
    .for("share");
  return new Map(rows.map((row) => [row.externalId, row]));
}

interface Stored {
  ticketId: string;
  kind: string;
  occurredAt: Date;
  identityId: string | null;
  score: number | null;
}

async function knownEvents(tx: Tx, connectionId: string, events: HelpdeskEventInput[]): Promise<Map<string, Stored>> {
  const rows = await tx
    .select({
      externalId: helpdeskEvents.externalId,
      ticketId: helpdeskEvents.ticketId,
      kind: helpdeskEvents.kind,
      occurredAt: helpdeskEvents.occurredAt,
      identityId: helpdeskEvents.identityId,
      score: helpdeskEvents.score,
    })
    .from(helpdeskEvents)
    .where(
      and(
        eq(helpdeskEvents.connectionId, connectionId),
        inArray(
          helpdeskEvents.externalId,
          events.map((event) => event.id),
        ),
      ),
    );
  return new Map(rows.map((row) => [row.externalId, row]));
}

function asStored(event: HelpdeskEventInput | undefined, identities: Map<string, Identity>): Stored | undefined {
  if (!event) return undefined;
  const { ticket: ticketId, kind, occurredAt, score = null } = event;
  return { ticketId, kind, occurredAt, score, identityId: event.agent ? identities.get(event.agent)!.id : null };
}

function same(before: Stored, event: HelpdeskEventInput, identities: Map<string, Identity>): boolean {
  return (
    before.ticketId === event.ticket &&
    before.kind === event.kind &&
    before.occurredAt.getTime() === event.occurredAt.getTime() &&
    before.identityId === (event.agent ? identities.get(event.agent)!.id : null) &&
    before.score === (event.score ?? null)
  );
}

/** Gives an identity's events that lack a contract its contract; what has one keeps it. @returns how many */
export async function attributeEvents(
  tx: Tx,
  { id: identityId, connectionId }: { id: string; connectionId: string },
  contractId: string,
): Promise<number> {
  const rows = await tx
    .update(helpdeskEvents)
    .set({ contractId })
    .where(and(eq(helpdeskEvents.identityId, identityId), isNull(helpdeskEvents.contractId)))
    .returning({ id: helpdeskEvents.id });
  if (rows.length > 0) await tellDiaries(tx, connectionId, [{ ticketId: "", kind: "other", contractId }]);
  return rows.length;
}
