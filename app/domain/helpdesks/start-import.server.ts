import { and, eq, inArray } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { helpdeskConnections, helpdeskEvents, helpdeskIdentities, helpdeskImports } from "#db/schema/helpdesks.ts";
import { type Columns, counted, DISTINCT_LIMIT, readLog, readTable } from "./event-log.ts";
import type { EventKind } from "./helpdesk-event.ts";
import { lockImport } from "./lock-import.server.ts";
import { mapIdentity } from "./map-identity.server.ts";

interface StartImport {
  importId: string;
  /** The log's agents and their contracts; "" = none. */
  agents: { name: string; contractId: string }[];
  activities: { name: string; kind: EventKind }[];
}

/**
 * Starts the reading of a draft; the reading itself follows the event. A file with a faulty line is not begun. Twice is once.
 * @throws NotFound, Forbidden, Conflict for faulty lines or a closed connection, Invalid for an activity without a kind or a contract of another business
 */
export async function startImport(tx: Tx, { importId, agents, activities }: StartImport, context: Context): Promise<void> {
  const { actor, now } = context;
  const { log, connection } = await lockImport(tx, importId, actor);
  if (log.state !== "draft") return;
  if (connection.closedAt) throw new Conflict("helpdesks:errors.closed");
  const read = readLog(readTable(log.content ?? ""), log.columns as Columns, log.timeZone, now);
  if (read.faults.length > 0)
    throw new Conflict("helpdesks:errors.faultyLines", { count: read.faults.length, line: read.faults[0]!.line });
  const kinds = Object.fromEntries(activities.map((one) => [one.name, one.kind]));
  const named = counted(read.rows, "activity");
  if (named.length > DISTINCT_LIMIT)
    throw new Invalid("activity", "helpdesks:errors.tooManyActivities", { most: DISTINCT_LIMIT });
  if (named.some((one) => !kinds[one.name])) throw new Invalid("activities", "helpdesks:errors.kindNeeded");
  await mapAgents(tx, connection.id, agents, context);

  // A log without replies is measured by when tickets were taken; said once, by its first import.
  const replies = Object.values(kinds).includes("replied");
  const [earlier] = await tx
    .select({ id: helpdeskEvents.id })
    .from(helpdeskEvents)
    .where(eq(helpdeskEvents.connectionId, connection.id))
    .limit(1);
  if (!earlier)
    await tx
      .update(helpdeskConnections)
      .set({ firstResponse: replies ? "replied" : "taken" })
      .where(eq(helpdeskConnections.id, connection.id));
  await tx
    .update(helpdeskImports)
    .set({ state: "running", kinds, rows: read.rows.length, startedAt: now })
    .where(eq(helpdeskImports.id, importId));
  await recordEvent(tx, "helpdesk-import.started", { importId }, context);
}

async function mapAgents(tx: Tx, connectionId: string, agents: StartImport["agents"], context: Context): Promise<void> {
  if (agents.length === 0) return;
  const names = agents.map((one) => one.name);
  await tx
    .insert(helpdeskIdentities)
    .values(names.map((externalId) => ({ id: newId(), connectionId, externalId, seenAt: context.now })))
    .onConflictDoNothing();
  const rows = await tx
    .select({ id: helpdeskIdentities.id, externalId: helpdeskIdentities.externalId })
    .from(helpdeskIdentities)
    .where(and(eq(helpdeskIdentities.connectionId, connectionId), inArray(helpdeskIdentities.externalId, names)));
  const ids = new Map(rows.map((row) => [row.externalId, row.id]));
  for (const { name, contractId } of agents)
    await mapIdentity(tx, { identityId: ids.get(name)!, contractId: contractId || null }, context);
}
