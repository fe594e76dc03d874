import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { evidenceSteps, levelAt } from "#app/domain/contracts/evidence-level-at.server.ts";
import { firstResponse, inHand, undoneSolutions } from "#app/domain/helpdesks/ticket.ts";
import { eventsOfTicket } from "#app/domain/helpdesks/ticket-events.server.ts";
import { showsTickets } from "#app/domain/hiring/evidence-level.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { weekOf } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { segments } from "#db/schema/diary.ts";
import { helpdeskConnections, helpdeskIdentities } from "#db/schema/helpdesks.ts";

/** A ticket's events on a page; a ticket with more shows its first ones and says how many more there are. */
const MOST_EVENTS = 500;

/**
 * A ticket from begin to end: who did what when, the segments it fell into, when it was in whose hands. A handful of queries. An agent sees the tickets
 * they touched, and the others at them without their names.
 * @throws NotFound for strangers and unknown tickets
 */
export async function ticketStory(
  db: Queryable,
  { connectionId, ticketId }: { connectionId: string; ticketId: string },
  actor: Actor,
) {
  const [connection] = await db.select().from(helpdeskConnections).where(eq(helpdeskConnections.id, connectionId));
  if (!connection) throw new NotFound();
  const all = await eventsOfTicket(db, { connectionId, ticketId });
  if (all.length === 0) throw new NotFound();
  const events = all.slice(0, MOST_EVENTS);
  const [logins, people, pieces] = await Promise.all([
    loginsOf(
      db,
      events.flatMap((one) => one.identityId ?? []),
    ),
    peopleOf(
      db,
      all.flatMap((one) => one.contractId ?? []),
    ),
    segmentsAt(db, events),
  ]);
  const mine = (contractId: string | null) => contractId !== null && people.get(contractId)?.agentId === actor.userId;
  if (actor.kind === "agent") {
    if (!all.some((one) => mine(one.contractId))) throw new NotFound();
  } else permit(actor, "diary.view", connection);

  const whose = (contractId: string | null, identityId: string | null) => {
    const shownName = actor.kind !== "agent" || mine(contractId);
    const login = identityId ? logins.get(identityId) : undefined;
    const name = contractId ? people.get(contractId)!.name : login ? login.name || login.externalId : null;
    return { contractId: shownName ? contractId : null, name: shownName ? name : null, somebody: name !== null };
  };
  const response = firstResponse(all, connection.firstResponse);
  return {
    connection: { id: connection.id, name: connection.name, firstResponse: connection.firstResponse },
    ticketId,
    more: all.length - events.length,
    events: events.map((event) => ({
      id: event.id,
      kind: event.kind,
      occurredAt: event.occurredAt,
      score: event.score,
      who: whose(event.contractId, event.identityId),
      segment:
        pieces.find(
          (one) => one.contractId === event.contractId && one.startedAt <= event.occurredAt && one.endedAt > event.occurredAt,
        ) ?? null,
      isResponse: response?.event.id === event.id,
    })),
    firstResponseSeconds: response?.seconds ?? null,
    hands: inHand(all).map((span) => {
      const { contractId, identityId } = all.find((one) => one.id === span.event.id)!;
      return { from: new Date(span.from), to: new Date(span.to), who: whose(contractId, identityId) };
    }),
    undone: undoneSolutions(all).length,
  };
}

async function loginsOf(db: Queryable, ids: string[]) {
  if (ids.length === 0) return new Map<string, { name: string; externalId: string }>();
  const { id, name, externalId } = helpdeskIdentities;
  const rows = await db
    .select({ id, name, externalId })
    .from(helpdeskIdentities)
    .where(inArray(id, [...new Set(ids)]));
  return new Map(rows.map((row) => [row.id, row]));
}

async function peopleOf(db: Queryable, ids: string[]) {
  if (ids.length === 0) return new Map<string, { name: string; agentId: string }>();
  const rows = await db
    .select({ id: contracts.id, name: users.name, agentId: contracts.agentId })
    .from(contracts)
    .innerJoin(users, eq(users.id, contracts.agentId))
    .where(inArray(contracts.id, [...new Set(ids)]));
  return new Map(rows.map((row) => [row.id, row]));
}

/** The living segments that the events of a ticket fall into, and that may be shown with them (decision 034). */
async function segmentsAt(db: Queryable, events: { contractId: string | null; occurredAt: Date }[]) {
  const own = events.filter((one) => one.contractId !== null);
  if (own.length === 0) return [];
  const weeks = [...new Set(own.map(({ occurredAt }) => weekOf(occurredAt)))];
  const steps = await evidenceSteps(db, [...new Set(own.map((one) => one.contractId!))]);
  const pieces = await db
    .select({
      id: segments.id,
      contractId: segments.contractId,
      week: segments.week,
      startedAt: segments.startedAt,
      endedAt: segments.endedAt,
      minutes: segments.minutes,
      kind: segments.kind,
      memo: segments.memo,
    })
    .from(segments)
    .where(
      and(
        inArray(segments.contractId, [...new Set(own.map((one) => one.contractId!))]),
        inArray(segments.week, weeks),
        isNull(segments.deletedAt),
        or(
          ...own.map(
            ({ occurredAt }) =>
              sql`(${segments.startedAt} <= ${occurredAt.toISOString()}::timestamptz and ${segments.endedAt} > ${occurredAt.toISOString()}::timestamptz)`,
          ),
        ),
      ),
    )
    .orderBy(asc(segments.startedAt));
  return pieces.filter((one) => showsTickets(levelAt(steps.get(one.contractId)!, one.startedAt)));
}
