import { eq } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { helpdeskConnections, helpdeskImports } from "#db/schema/helpdesks.ts";

/** An import, locked, with its connection. @throws NotFound, Forbidden without "helpdesks.manage" */
export async function lockImport(tx: Tx, importId: string, actor: Actor) {
  const [found] = await tx
    .select({ log: helpdeskImports, connection: helpdeskConnections })
    .from(helpdeskImports)
    .innerJoin(helpdeskConnections, eq(helpdeskConnections.id, helpdeskImports.connectionId))
    .where(eq(helpdeskImports.id, importId))
    .for("update", { of: helpdeskImports });
  if (!found) throw new NotFound();
  permit(actor, "helpdesks.manage", found.connection);
  return found;
}
