import { eq, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { helpdeskConnections } from "#db/schema/helpdesks.ts";

/**
 * Closes a connection (nothing more is taken from it, what it told stays) or rolls its signing secret (the one before holds a day longer).
 * Closing twice is once.
 * @param realNow when the secret was rolled: signatures are on real time
 * @throws NotFound, Forbidden, Conflict for a roll of a closed one
 */
export async function changeConnection(
  tx: Tx,
  { connectionId, change, realNow }: { connectionId: string; change: "close" | "roll"; realNow: Date },
  { actor, now }: Context,
): Promise<void> {
  const [connection] = await tx.select().from(helpdeskConnections).where(eq(helpdeskConnections.id, connectionId)).for("update");
  if (!connection) throw new NotFound();
  permit(actor, "helpdesks.manage", connection);
  if (connection.closedAt && change === "close") return;
  if (connection.closedAt) throw new Conflict("helpdesks:errors.closed");
  await tx
    .update(helpdeskConnections)
    .set(
      change === "close"
        ? { closedAt: now }
        : { secretVersion: sql`${helpdeskConnections.secretVersion} + 1`, secretRolledAt: realNow },
    )
    .where(eq(helpdeskConnections.id, connectionId));
  await recordEvent(tx, change === "close" ? "helpdesk.closed" : "helpdesk.secret-rolled", { connectionId }, { actor, now });
}
