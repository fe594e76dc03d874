import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { helpdeskConnections } from "#db/schema/helpdesks.ts";

interface Connect {
  businessId: string;
  kind: "generic" | "log";
  name: string;
  firstResponse: "replied" | "taken";
}

/** A helpdesk whose events become evidence and figures. @throws NotFound, Forbidden */
export async function connectHelpdesk(tx: Tx, input: Connect, { actor, now }: Context): Promise<{ id: string }> {
  permit(actor, "helpdesks.manage", input);
  const id = newId();
  await tx.insert(helpdeskConnections).values({ id, ...input, createdAt: now, createdBy: actor.userId });
  await recordEvent(tx, "helpdesk.connected", { connectionId: id }, { actor, now });
  return { id };
}
