import { eq } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { helpdeskConnections, helpdeskIdentities, helpdeskImports } from "#db/schema/helpdesks.ts";
import { contractChoices } from "./connections.server.ts";
import { type Columns, counted, DISTINCT_LIMIT, guessKind, readLog, readTable, SHOWN_FAULTS } from "./event-log.ts";

/**
 * An import as its page shows it: how far it is, and for a draft what its rows would become. Three queries.
 * @throws NotFound for strangers
 */
export async function importPreview(db: Queryable, importId: string, now: Date, actor: Actor) {
  const [found] = await db
    .select({ log: helpdeskImports, connection: helpdeskConnections })
    .from(helpdeskImports)
    .innerJoin(helpdeskConnections, eq(helpdeskConnections.id, helpdeskImports.connectionId))
    .where(eq(helpdeskImports.id, importId));
  if (!found) throw new NotFound();
  permit(actor, "helpdesks.view", found.connection);
  const { content, ...log } = found.log;
  if (log.state !== "draft" || content === null) return { log, connection: found.connection, draft: null };

  const table = readTable(content);
  const read = readLog(table, log.columns as Columns, log.timeZone, now);
  const [identities, choices] = await Promise.all([
    db
      .select({ name: helpdeskIdentities.externalId, contractId: helpdeskIdentities.contractId })
      .from(helpdeskIdentities)
      .where(eq(helpdeskIdentities.connectionId, log.connectionId)),
    contractChoices(db, found.connection.businessId),
  ]);
  const contractOf = new Map(identities.map((one) => [one.name, one.contractId]));
  const agents = counted(read.rows, "agent");
  const activities = counted(read.rows, "activity");
  return {
    log,
    connection: found.connection,
    draft: {
      header: table.header,
      sample: table.rows.slice(0, 3),
      readable: read.rows.length,
      faults: read.faults.slice(0, SHOWN_FAULTS),
      faultCount: read.faults.length,
      doubled: read.doubled,
      first: read.rows.reduce<Date | null>((least, { at }) => (least && least <= at ? least : at), null),
      last: read.rows.reduce<Date | null>((most, { at }) => (most && most >= at ? most : at), null),
      tickets: new Set(read.rows.map((row) => row.ticket)).size,
      agents: agents.slice(0, DISTINCT_LIMIT).map((one) => ({ ...one, contractId: contractOf.get(one.name) ?? "" })),
      moreAgents: Math.max(0, agents.length - DISTINCT_LIMIT),
      activities: activities.slice(0, DISTINCT_LIMIT).map((one) => ({ ...one, kind: guessKind(one.name) })),
      choices,
    },
  };
}
