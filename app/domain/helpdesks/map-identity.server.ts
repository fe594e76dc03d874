import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Invalid, NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { contracts } from "#db/schema/contracts.ts";
import { helpdeskConnections, helpdeskIdentities } from "#db/schema/helpdesks.ts";
import { attributeEvents } from "./ingest-events.server.ts";

/**
 * Says whose work a helpdesk's login does. Its events so far that belong to nobody become the contract's; what a contract has, it keeps: a
 * change holds for what comes. Null takes the login off a contract.
 * @returns how many events found their contract; @throws NotFound, Forbidden, Invalid for a contract of another business
 */
export async function mapIdentity(
  tx: Tx,
  { identityId, contractId }: { identityId: string; contractId: string | null },
  { actor, now }: Context,
): Promise<number> {
  const [found] = await tx
    .select({ identity: helpdeskIdentities, businessId: helpdeskConnections.businessId })
    .from(helpdeskIdentities)
    .innerJoin(helpdeskConnections, eq(helpdeskConnections.id, helpdeskIdentities.connectionId))
    .where(eq(helpdeskIdentities.id, identityId))
    .for("update", { of: helpdeskIdentities });
  if (!found) throw new NotFound();
  permit(actor, "helpdesks.manage", found);
  if (found.identity.contractId === contractId) return 0;
  if (contractId) {
    const [contract] = await tx.select({ businessId: contracts.businessId }).from(contracts).where(eq(contracts.id, contractId));
    if (contract?.businessId !== found.businessId) throw new Invalid("contractId", "helpdesks:errors.otherContract");
  }
  await tx
    .update(helpdeskIdentities)
    .set({ contractId, mappedAt: now, mappedBy: actor.userId })
    .where(eq(helpdeskIdentities.id, identityId));
  return contractId ? attributeEvents(tx, found.identity, contractId) : 0;
}
